// Keyrings, which verify and decode KSs.

package ks

/*
#cgo pkg-config: kaltura-ks
#include <stdlib.h>
#include <ks.h>
*/
import "C"

import (
	"runtime"
	"time"
	"unsafe"
)

// Keyring holds a partner's admin secrets, in the order they are tried.
type Keyring struct{ handle *C.kks_keyring }

// NewKeyring creates a keyring with a partner's admin secrets, the current one first.
func NewKeyring(secrets ...string) (*Keyring, error) {
	var memory memory
	defer memory.free()
	pointers := make([]*C.char, 0, len(secrets))
	lengths := make([]C.size_t, 0, len(secrets))
	for _, secret := range secrets {
		text, length := memory.text(secret)
		pointers, lengths = append(pointers, text), append(lengths, length)
	}
	array := memory.allocate(len(pointers) * int(unsafe.Sizeof(uintptr(0))))
	copy(unsafe.Slice((**C.char)(array), len(pointers)), pointers)
	keyring := &Keyring{}
	var details *C.kks_error
	status := C.kks_keyring_with_secrets((**C.char)(array), pointerTo(lengths), C.size_t(len(lengths)),
		&keyring.handle, &details)
	if err := failure(status, details); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(keyring, (*Keyring).Close)
	return keyring, nil
}

// Close wipes the secrets. Do not use the keyring afterwards.
func (k *Keyring) Close() {
	C.kks_keyring_free(k.handle)
	k.handle = nil
}

// Signer creates a signer that signs with the first secret and renews a KS that any of the secrets
// signed.
func (k *Keyring) Signer(partnerID int64) (*Signer, error) {
	defer runtime.KeepAlive(k)
	signer := &Signer{}
	var details *C.kks_error
	status := C.kks_keyring_signer(k.handle, C.int64_t(partnerID), &signer.handle, &details)
	return signer.created(status, details)
}

// Verify verifies a KS for a service, or returns the reason for rejecting it.
//
// A verified KS may still be anonymous: anyone can obtain a widget session. Check IsAnonymous if you
// need a user.
func (k *Keyring) Verify(ks string, options VerifyOptions) (*Verified, error) {
	defer runtime.KeepAlive(k)
	var memory memory
	defer memory.free()
	c := (*C.kks_verify_options)(memory.allocate(C.sizeof_kks_verify_options))
	C.kks_verify_options_init(c, C.sizeof_kks_verify_options)
	c.partner_id, c.now = C.int64_t(options.PartnerID), unix(options.Now)
	c.remote_addr, c.remote_addr_length = memory.optional(options.RemoteAddr)
	c.request_uri, c.request_uri_length = memory.optional(options.RequestURI)
	c.required, c.required_count = memory.privileges(options.Required)
	text, length := memory.text(ks)
	var handle *C.kks_verified
	var details *C.kks_error
	if err := failure(C.kks_verify(k.handle, text, length, c, &handle, &details), details); err != nil {
		return nil, err
	}
	defer C.kks_verified_free(handle)
	fields := fields{
		func(field C.int32_t, buffer *C.char, capacity C.size_t, length *C.size_t) C.kks_status {
			return C.kks_verified_text(handle, field, buffer, capacity, length)
		},
		func(field C.int32_t, number *C.int64_t) C.kks_status {
			return C.kks_verified_number(handle, field, number)
		},
		func(which C.int32_t, list **C.kks_list) C.kks_status {
			return C.kks_verified_list(handle, which, list)
		},
	}
	verified := &Verified{
		Version:         int(fields.require(C.KKS_FIELD_VERSION)),
		PartnerID:       fields.require(C.KKS_FIELD_PARTNER_ID),
		Type:            Type(fields.require(C.KKS_FIELD_TYPE)),
		UserID:          value(fields.text(C.KKS_FIELD_USER_ID)),
		ExpiresAt:       time.Unix(fields.require(C.KKS_FIELD_EXPIRES_AT), 0),
		Privileges:      fields.privileges(C.KKS_LIST_VALUES),
		PrivilegesText:  value(fields.text(C.KKS_FIELD_PRIVILEGES)),
		MasterPartnerID: fields.number(C.KKS_FIELD_MASTER_PARTNER_ID),
		AdditionalData:  fields.text(C.KKS_FIELD_ADDITIONAL_DATA),
		SessionHash:     value(fields.text(C.KKS_FIELD_SESSION_HASH)),
		GroupHash:       value(fields.text(C.KKS_FIELD_GROUP_HASH)),
		SecretIndex:     int(fields.require(C.KKS_FIELD_SECRET_INDEX)),
		IsAdmin:         fields.require(C.KKS_FIELD_IS_ADMIN) != 0,
		IsAnonymous:     fields.require(C.KKS_FIELD_IS_ANONYMOUS) != 0,
	}
	if options.Revoked != nil && options.Revoked(verified.SessionHash, verified.GroupHash) {
		return nil, failure(C.KKS_REVOKED, nil)
	}
	return verified, nil
}

// Decode checks the signature of a KS and decodes its fields as the server does. Use Verify for access
// control.
func (k *Keyring) Decode(ks string) (*Decoded, error) {
	defer runtime.KeepAlive(k)
	var memory memory
	defer memory.free()
	text, length := memory.text(ks)
	var handle *C.kks_decoded
	var details *C.kks_error
	if err := failure(C.kks_decode(k.handle, text, length, &handle, &details), details); err != nil {
		return nil, err
	}
	return newDecoded(handle), nil
}

// Explain predicts Kaltura's answer to a KS and explains it. The text is a KS, or contains one, such as a
// URL or a log line. It may also be one of Kaltura's error answers.
func (k *Keyring) Explain(text string, request Request) (*Explanation, error) {
	defer runtime.KeepAlive(k)
	var memory memory
	defer memory.free()
	c := (*C.kks_request)(memory.allocate(C.sizeof_kks_request))
	C.kks_request_init(c, C.sizeof_kks_request)
	c.now = unix(request.Now)
	c.remote_addr, c.remote_addr_length = memory.optional(request.RemoteAddr)
	c.request_uri, c.request_uri_length = memory.optional(request.RequestURI)
	c.can, c.can_count = memory.privileges(request.Can)
	cText, length := memory.text(text)
	var handle *C.kks_explanation
	var details *C.kks_error
	if err := failure(C.kks_explain(k.handle, cText, length, c, &handle, &details), details); err != nil {
		return nil, err
	}
	defer C.kks_explanation_free(handle)
	fields := fields{
		func(field C.int32_t, buffer *C.char, capacity C.size_t, length *C.size_t) C.kks_status {
			return C.kks_explanation_text(handle, field, buffer, capacity, length)
		},
		func(field C.int32_t, number *C.int64_t) C.kks_status {
			return C.kks_explanation_number(handle, field, number)
		},
		func(which C.int32_t, list **C.kks_list) C.kks_status {
			return C.kks_explanation_list(handle, which, list)
		},
	}
	explanation := &Explanation{
		IsAccepted:   fields.require(C.KKS_FIELD_IS_ACCEPTED) != 0,
		Status:       value(fields.text(C.KKS_FIELD_STATUS)),
		StatusNumber: fields.number(C.KKS_FIELD_STATUS),
		APIError:     value(fields.text(C.KKS_FIELD_API_ERROR)),
		Reason:       value(fields.text(C.KKS_FIELD_REASON)),
	}
	explanation.Advice = advice(fields.entries(C.KKS_LIST_ADVICE))
	for i, entry := range fields.entries(C.KKS_LIST_GRANT_REASONS) {
		var granted C.int32_t
		must(C.kks_explanation_granted(handle, C.size_t(i), &granted))
		explanation.Grants = append(explanation.Grants, Grant{granted != 0, entry.name, value(entry.value)})
	}
	if code := fields.text(C.KKS_FIELD_ANSWER_CODE); code != nil {
		explanation.Answer = &Answer{
			Code:    *code,
			Status:  value(fields.text(C.KKS_FIELD_ANSWER_STATUS)),
			Message: value(fields.text(C.KKS_FIELD_ANSWER_MESSAGE)),
			Meaning: value(fields.text(C.KKS_FIELD_ANSWER_MEANING)),
			Check:   value(fields.text(C.KKS_FIELD_ANSWER_CHECK)),
		}
	}
	var decoded *C.kks_decoded
	if exists(C.kks_explanation_decoded(handle, &decoded)) {
		explanation.Decoded = newDecoded(decoded)
	}
	return explanation, nil
}
