// Package ks generates, decodes and verifies Kaltura Sessions (KSs) offline, with libks.
//
// All rules, defaults and messages are those of libks, which ks.h documents. Errors of libks are of
// type *Error. A Signer, a Keyring and a Decoded hold memory of libks. The garbage collector frees it;
// call Close to wipe secrets earlier. All functions can be called from several goroutines.
package ks

/*
#cgo pkg-config: kaltura-ks
#include <stdlib.h>
#include <string.h>
#include <ks.h>
*/
import "C"

import (
	"runtime"
	"time"
	"unsafe"
)

// Error is an error of libks. The message says what is wrong and what to do. It never contains a
// secret.
type Error struct {
	// Code is the code, such as "expired", which is the same in every language.
	Code string
	// Message is the message.
	Message string
	// Status is the status number of ks.h.
	Status int
}

// Error returns the code and the message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Type is a session type.
type Type int64

const (
	// User is the session type for end users.
	User Type = C.KKS_USER
	// Admin is the session type that can do everything in the account. Never give an Admin KS to an
	// end user.
	Admin Type = C.KKS_ADMIN
)

// Privilege is a privilege to set or to check: a name and a value. An empty value means none.
type Privilege struct{ Name, Value string }

// GrantedPrivilege is a privilege of a KS: a name and its values.
type GrantedPrivilege struct {
	Name   string
	Values []string
}

// Advice is advice on a session or a KS: a stable code and a message.
type Advice struct{ Code, Message string }

// Session is the content of a KS. Only UserID is required.
type Session struct {
	// UserID is the user id. It is required unless Anonymous is true.
	UserID    string
	Anonymous bool
	// Type defaults to User.
	Type Type
	// Expiry is the lifetime in whole seconds. It defaults to one day.
	Expiry time.Duration
	// ExpiresAt is the end, instead of Expiry.
	ExpiresAt time.Time
	// Privileges is text, such as "sview:0_abc123,list:*".
	Privileges string
	// PrivilegeList is used instead of Privileges. Use it for values from outside your program.
	PrivilegeList []Privilege
	// Version is the KS version. It defaults to 2.
	Version int
	// MasterPartnerID is the partner that acts on behalf of this one. Rarely needed.
	MasterPartnerID *int64
	// AdditionalData is free text that the server keeps in the session.
	AdditionalData *string
	// Now is the current time. It defaults to the system clock.
	Now time.Time
	// Nonce is for reproducible tests only. Leave it nil to use a random nonce.
	Nonce []byte
}

// Renewal is the end of a renewed KS. It defaults to one day from now.
type Renewal struct {
	Expiry    time.Duration
	ExpiresAt time.Time
	Now       time.Time
}

// VerifyOptions is what Keyring.Verify checks. Only PartnerID is required.
type VerifyOptions struct {
	PartnerID int64
	// RemoteAddr is the client's IP address. Without it, a KS with an iprestrict privilege is rejected.
	RemoteAddr string
	// RequestURI is the path and query. Without it, a KS with a urirestrict privilege is rejected.
	RequestURI string
	// Required are the privileges that the KS must grant.
	Required []Privilege
	// Revoked returns true if the session with this session hash and group hash was revoked. The
	// group hash is empty if the session is in no group.
	Revoked func(sessionHash, groupHash string) bool
	Now     time.Time
}

// Request is a request to Kaltura's server.
type Request struct {
	RemoteAddr, RequestURI string
	// Can are the privileges to check.
	Can []Privilege
	Now time.Time
}

// Verified is a KS that Keyring.Verify accepted.
type Verified struct {
	Version   int
	PartnerID int64
	Type      Type
	// UserID is empty in an anonymous session.
	UserID          string
	ExpiresAt       time.Time
	Privileges      []GrantedPrivilege
	PrivilegesText  string
	MasterPartnerID *int64
	AdditionalData  *string
	// SessionHash has 40 hex digits. It is the same for every spelling of the KS.
	SessionHash string
	// GroupHash is the hash of the group that the sessionid privilege puts the session in, or empty.
	GroupHash string
	// SecretIndex is the index of the secret that signed the KS.
	SecretIndex int
	IsAdmin     bool
	// IsAnonymous is true if the session has no user, or the user 0 that widget sessions carry.
	IsAnonymous bool
}

// RawValue is a field as the server stores it: nothing, text, or an array.
type RawValue struct {
	Text    string
	IsNull  bool
	IsArray bool
}

// RawFields are the fields of a KS as the server stores them.
type RawFields struct {
	PartnerID, PartnerPattern, ValidUntil, Type, Rand, User, Privileges, MasterPartnerID,
	AdditionalData RawValue
}

// Decoded is a KS with a valid signature, as the server reads it. Never use it for access control.
type Decoded struct {
	Version int
	// PartnerID is nil if the partner id is not in canonical form.
	PartnerID       *int64
	PartnerText     string
	Type            *Type
	UserID          *string
	ExpiresAt       *time.Time
	Privileges      []GrantedPrivilege
	PrivilegesText  string
	MasterPartnerID *int64
	AdditionalData  *string
	SessionHash     string
	GroupHash       string
	SecretIndex     int
	IsCanonical     bool
	IsAdmin         bool
	IsWidget        bool
	IsAnonymous     bool
	// Warnings are the deviations from the canonical form.
	Warnings  []Advice
	RawFields RawFields
	// ServerPrivileges are the privileges as the server splits them.
	ServerPrivileges []GrantedPrivilege
	// SignedText is the text that the signature covers.
	SignedText string
	handle     *C.kks_decoded
}

// Explanation is Kaltura's answer to a KS, and the reason.
type Explanation struct {
	IsAccepted bool
	// Status is the name of the server's status, such as "EXPIRED". It is empty if the server fails.
	Status string
	// StatusNumber is the number of the status, or nil.
	StatusNumber *int64
	// APIError is the API error that a client would see. It is empty if the KS is accepted.
	APIError string
	Reason   string
	// Grants says for each element of Request.Can whether Kaltura would grant it.
	Grants []bool
	// Decoded is nil if no secret signed the KS.
	Decoded *Decoded
}

// Claims are the fields that a v1 KS claims. Nil means that a field is missing.
type Claims struct {
	ValidUntil, Type, Rand, UserID, Privileges, MasterPartnerID, AdditionalData *string
}

// Unverified contains the parts of a KS that are readable without a secret. Nothing is verified.
type Unverified struct {
	Version int
	// PartnerID is nil if the partner id is not in canonical form.
	PartnerID   *int64
	PartnerText string
	// Claims is nil for v2.
	Claims *Claims
	// EncryptedBytes is the number of encrypted bytes of a v2 KS.
	EncryptedBytes *int64
	IsTruncated    bool
}

// Found is a KS in other text.
type Found struct {
	// KS is the KS, with URL and JSON escapes removed.
	KS string
	// Offset and Length are its position in the text in bytes, with the escapes.
	Offset, Length int
}

// Signer generates and renews KSs for one partner. It derives the key from the secret once.
type Signer struct{ handle *C.kks_signer }

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

// NewSigner creates a signer from a partner's admin secret.
func NewSigner(partnerID int64, secret string) (*Signer, error) {
	var memory memory
	defer memory.free()
	text, length := memory.text(secret)
	signer := &Signer{}
	var details *C.kks_error
	status := C.kks_signer_new(C.int64_t(partnerID), text, length, &signer.handle, &details)
	return signer.created(status, details)
}

func (s *Signer) created(status C.kks_status, details *C.kks_error) (*Signer, error) {
	if err := failure(status, details); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(s, (*Signer).Close)
	return s, nil
}

// Close wipes the secrets. Do not use the signer afterwards.
func (s *Signer) Close() {
	C.kks_signer_free(s.handle)
	s.handle = nil
}

// PartnerID returns the partner id.
func (s *Signer) PartnerID() int64 {
	defer runtime.KeepAlive(s)
	var partnerID C.int32_t
	C.kks_signer_partner_id(s.handle, &partnerID)
	return int64(partnerID)
}

// Generate generates a KS.
func (s *Signer) Generate(session Session) (string, error) {
	defer runtime.KeepAlive(s)
	var memory memory
	defer memory.free()
	c := memory.session(&session)
	return text(func(buffer *C.char, capacity C.size_t, length *C.size_t, details **C.kks_error) C.kks_status {
		return C.kks_signer_generate(s.handle, c, buffer, capacity, length, details)
	})
}

// Renew generates a KS with the version and content of another one and a new expiry. The old KS may
// have expired. Verify a KS from outside your program before you renew it.
func (s *Signer) Renew(ks string, renewal Renewal) (string, error) {
	defer runtime.KeepAlive(s)
	var memory memory
	defer memory.free()
	old, oldLength := memory.text(ks)
	expiry, expiresAt, now := seconds(renewal.Expiry), unix(renewal.ExpiresAt), unix(renewal.Now)
	return text(func(buffer *C.char, capacity C.size_t, length *C.size_t, details **C.kks_error) C.kks_status {
		return C.kks_signer_renew(s.handle, old, oldLength, expiry, expiresAt, now, buffer, capacity,
			length, details)
	})
}

// Generate generates one KS. To generate many, create a Signer.
func Generate(partnerID int64, secret string, session Session) (string, error) {
	signer, err := NewSigner(partnerID, secret)
	if err != nil {
		return "", err
	}
	defer signer.Close()
	return signer.Generate(session)
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

func newDecoded(handle *C.kks_decoded) *Decoded {
	fields := fields{
		func(field C.int32_t, buffer *C.char, capacity C.size_t, length *C.size_t) C.kks_status {
			return C.kks_decoded_text(handle, field, buffer, capacity, length)
		},
		func(field C.int32_t, number *C.int64_t) C.kks_status {
			return C.kks_decoded_number(handle, field, number)
		},
		func(which C.int32_t, list **C.kks_list) C.kks_status {
			return C.kks_decoded_list(handle, which, list)
		},
	}
	decoded := &Decoded{
		Version:         int(fields.require(C.KKS_FIELD_VERSION)),
		PartnerID:       fields.number(C.KKS_FIELD_PARTNER_ID),
		PartnerText:     value(fields.text(C.KKS_FIELD_PARTNER_ID)),
		UserID:          fields.text(C.KKS_FIELD_USER_ID),
		Privileges:      fields.privileges(C.KKS_LIST_VALUES),
		PrivilegesText:  value(fields.text(C.KKS_FIELD_PRIVILEGES)),
		MasterPartnerID: fields.number(C.KKS_FIELD_MASTER_PARTNER_ID),
		AdditionalData:  fields.text(C.KKS_FIELD_ADDITIONAL_DATA),
		SessionHash:     value(fields.text(C.KKS_FIELD_SESSION_HASH)),
		GroupHash:       value(fields.text(C.KKS_FIELD_GROUP_HASH)),
		SecretIndex:     int(fields.require(C.KKS_FIELD_SECRET_INDEX)),
		IsCanonical:     fields.require(C.KKS_FIELD_IS_CANONICAL) != 0,
		IsAdmin:         fields.require(C.KKS_FIELD_IS_ADMIN) != 0,
		IsWidget:        fields.require(C.KKS_FIELD_IS_WIDGET) != 0,
		IsAnonymous:     fields.require(C.KKS_FIELD_IS_ANONYMOUS) != 0,
		Warnings:        advice(fields.entries(C.KKS_LIST_WARNINGS)),
		RawFields: RawFields{
			PartnerID:       fields.raw(C.KKS_RAW_PARTNER_ID),
			PartnerPattern:  fields.raw(C.KKS_RAW_PARTNER_PATTERN),
			ValidUntil:      fields.raw(C.KKS_RAW_VALID_UNTIL),
			Type:            fields.raw(C.KKS_RAW_TYPE),
			Rand:            fields.raw(C.KKS_RAW_RAND),
			User:            fields.raw(C.KKS_RAW_USER),
			Privileges:      fields.raw(C.KKS_RAW_PRIVILEGES),
			MasterPartnerID: fields.raw(C.KKS_RAW_MASTER_PARTNER_ID),
			AdditionalData:  fields.raw(C.KKS_RAW_ADDITIONAL_DATA),
		},
		ServerPrivileges: fields.privileges(C.KKS_LIST_SERVER_VALUES),
		SignedText:       value(fields.text(C.KKS_FIELD_SIGNED_TEXT)),
		handle:           handle,
	}
	if number := fields.number(C.KKS_FIELD_TYPE); number != nil {
		sessionType := Type(*number)
		decoded.Type = &sessionType
	}
	if number := fields.number(C.KKS_FIELD_EXPIRES_AT); number != nil {
		end := time.Unix(*number, 0)
		decoded.ExpiresAt = &end
	}
	runtime.SetFinalizer(decoded, func(d *Decoded) { C.kks_decoded_free(d.handle) })
	return decoded
}

// Grants applies the server's own, lenient privilege check.
func (d *Decoded) Grants(privilege Privilege) (bool, error) {
	defer runtime.KeepAlive(d)
	var memory memory
	defer memory.free()
	name, nameLength := memory.text(privilege.Name)
	value, valueLength := memory.optional(privilege.Value)
	var granted C.int32_t
	status := C.kks_decoded_grants(d.handle, name, nameLength, value, valueLength, &granted)
	return granted != 0, failure(status, nil)
}

// Lint returns advice on the KS. The zero time stands for the system clock.
func (d *Decoded) Lint(now time.Time) ([]Advice, error) {
	defer runtime.KeepAlive(d)
	var list *C.kks_list
	if err := failure(C.kks_decoded_lint(d.handle, unix(now), &list), nil); err != nil {
		return nil, err
	}
	return advice(entries(list)), nil
}

// Explain predicts Kaltura's answer to a KS and explains it.
func (k *Keyring) Explain(ks string, request Request) (*Explanation, error) {
	defer runtime.KeepAlive(k)
	var memory memory
	defer memory.free()
	c := (*C.kks_request)(memory.allocate(C.sizeof_kks_request))
	C.kks_request_init(c, C.sizeof_kks_request)
	c.now = unix(request.Now)
	c.remote_addr, c.remote_addr_length = memory.optional(request.RemoteAddr)
	c.request_uri, c.request_uri_length = memory.optional(request.RequestURI)
	c.can, c.can_count = memory.privileges(request.Can)
	text, length := memory.text(ks)
	var handle *C.kks_explanation
	var details *C.kks_error
	if err := failure(C.kks_explain(k.handle, text, length, c, &handle, &details), details); err != nil {
		return nil, err
	}
	defer C.kks_explanation_free(handle)
	fields := fields{
		getText: func(field C.int32_t, buffer *C.char, capacity C.size_t, length *C.size_t) C.kks_status {
			return C.kks_explanation_text(handle, field, buffer, capacity, length)
		},
		getNumber: func(field C.int32_t, number *C.int64_t) C.kks_status {
			return C.kks_explanation_number(handle, field, number)
		},
	}
	explanation := &Explanation{
		IsAccepted:   fields.require(C.KKS_FIELD_IS_ACCEPTED) != 0,
		Status:       value(fields.text(C.KKS_FIELD_STATUS)),
		StatusNumber: fields.number(C.KKS_FIELD_STATUS),
		APIError:     value(fields.text(C.KKS_FIELD_API_ERROR)),
		Reason:       value(fields.text(C.KKS_FIELD_REASON)),
	}
	for i := range request.Can {
		var granted C.int32_t
		must(C.kks_explanation_granted(handle, C.size_t(i), &granted))
		explanation.Grants = append(explanation.Grants, granted != 0)
	}
	var decoded *C.kks_decoded
	if exists(C.kks_explanation_decoded(handle, &decoded)) {
		explanation.Decoded = newDecoded(decoded)
	}
	return explanation, nil
}

// Inspect reads a KS without a secret. Nothing in the result is verified.
func Inspect(ks string) (*Unverified, error) {
	var memory memory
	defer memory.free()
	text, length := memory.text(ks)
	var handle *C.kks_unverified
	var details *C.kks_error
	if err := failure(C.kks_inspect(text, length, &handle, &details), details); err != nil {
		return nil, err
	}
	defer C.kks_unverified_free(handle)
	fields := fields{
		getText: func(field C.int32_t, buffer *C.char, capacity C.size_t, length *C.size_t) C.kks_status {
			return C.kks_unverified_text(handle, field, buffer, capacity, length)
		},
		getNumber: func(field C.int32_t, number *C.int64_t) C.kks_status {
			return C.kks_unverified_number(handle, field, number)
		},
	}
	unverified := &Unverified{
		Version:        int(fields.require(C.KKS_FIELD_VERSION)),
		PartnerID:      fields.number(C.KKS_FIELD_PARTNER_ID),
		PartnerText:    value(fields.text(C.KKS_FIELD_PARTNER_ID)),
		EncryptedBytes: fields.number(C.KKS_FIELD_ENCRYPTED_BYTES),
		IsTruncated:    fields.require(C.KKS_FIELD_IS_TRUNCATED) != 0,
	}
	if unverified.Version == 1 {
		unverified.Claims = &Claims{
			ValidUntil:      fields.text(C.KKS_RAW_VALID_UNTIL),
			Type:            fields.text(C.KKS_RAW_TYPE),
			Rand:            fields.text(C.KKS_RAW_RAND),
			UserID:          fields.text(C.KKS_RAW_USER),
			Privileges:      fields.text(C.KKS_RAW_PRIVILEGES),
			MasterPartnerID: fields.text(C.KKS_RAW_MASTER_PARTNER_ID),
			AdditionalData:  fields.text(C.KKS_RAW_ADDITIONAL_DATA),
		}
	}
	return unverified, nil
}

// Find finds the first KS in a URL, a JSON body, a log line or any other text. It returns nil if there
// is none.
func Find(text string) *Found {
	var memory memory
	defer memory.free()
	c, length := memory.text(text)
	var offset, foundLength C.size_t
	ks := field(func(buffer *C.char, capacity C.size_t, needed *C.size_t) C.kks_status {
		return C.kks_find(c, length, buffer, capacity, needed, &offset, &foundLength)
	})
	if ks.IsNull {
		return nil
	}
	return &Found{KS: ks.Text, Offset: int(offset), Length: int(foundLength)}
}

// Lint returns advice on a session before it is signed.
func Lint(session Session) ([]Advice, error) {
	var memory memory
	defer memory.free()
	var list *C.kks_list
	var details *C.kks_error
	if err := failure(C.kks_lint(memory.session(&session), &list, &details), details); err != nil {
		return nil, err
	}
	return advice(entries(list)), nil
}

// AppTokenHash computes the tokenHash argument of appToken.startSession. ks is the KS that the API call
// itself carries. hashType is "SHA1" (also if it is empty), "MD5", "SHA256" or "SHA512".
func AppTokenHash(ks, token, hashType string) (string, error) {
	var memory memory
	defer memory.free()
	cKS, ksLength := memory.text(ks)
	cToken, tokenLength := memory.text(token)
	cType, typeLength := memory.optional(hashType)
	return text(func(buffer *C.char, capacity C.size_t, length *C.size_t, details **C.kks_error) C.kks_status {
		return C.kks_app_token_hash(cKS, ksLength, cToken, tokenLength, cType, typeLength, buffer,
			capacity, length, details)
	})
}

// Version returns the version of libks.
func Version() string { return C.GoString(C.kks_version()) }

// failure converts a status to an error, and frees the error object.
func failure(status C.kks_status, details *C.kks_error) error {
	switch {
	case status == C.KKS_OK:
		return nil
	case details == nil:
		return &Error{C.GoString(C.kks_status_code(status)), C.GoString(C.kks_status_message(status)), int(status)}
	}
	defer C.kks_error_free(details)
	return &Error{C.GoString(C.kks_error_code(details)), C.GoString(C.kks_error_message(details)), int(status)}
}

// must panics on a status that only a bug in this package or in libks causes.
func must(status C.kks_status) {
	if err := failure(status, nil); err != nil {
		panic(err)
	}
}

// exists returns false for KKS_NO_VALUE.
func exists(status C.kks_status) bool {
	if status == C.KKS_NO_VALUE {
		return false
	}
	must(status)
	return true
}

// text calls a function that writes text to a buffer.
func text(call func(*C.char, C.size_t, *C.size_t, **C.kks_error) C.kks_status) (string, error) {
	for capacity := 512; ; {
		buffer := make([]byte, capacity)
		var length C.size_t
		var details *C.kks_error
		status := call((*C.char)(unsafe.Pointer(&buffer[0])), C.size_t(capacity), &length, &details)
		if status != C.KKS_BUFFER_TOO_SMALL {
			return string(buffer[:length]), failure(status, details)
		}
		C.kks_error_free(details)
		capacity = int(length) + 1
	}
}

// field calls a function that writes a field to a buffer.
func field(call func(*C.char, C.size_t, *C.size_t) C.kks_status) RawValue {
	for capacity := 128; ; {
		buffer := make([]byte, capacity)
		var length C.size_t
		status := call((*C.char)(unsafe.Pointer(&buffer[0])), C.size_t(capacity), &length)
		switch status {
		case C.KKS_BUFFER_TOO_SMALL:
			capacity = int(length) + 1
		case C.KKS_ARRAY_VALUE:
			return RawValue{IsArray: true}
		default:
			return RawValue{Text: string(buffer[:length]), IsNull: !exists(status)}
		}
	}
}

// fields reads the fields of a result.
type fields struct {
	getText   func(C.int32_t, *C.char, C.size_t, *C.size_t) C.kks_status
	getNumber func(C.int32_t, *C.int64_t) C.kks_status
	getList   func(C.int32_t, **C.kks_list) C.kks_status
}

func (f fields) raw(which C.int32_t) RawValue {
	return field(func(buffer *C.char, capacity C.size_t, length *C.size_t) C.kks_status {
		return f.getText(which, buffer, capacity, length)
	})
}

func (f fields) text(which C.int32_t) *string {
	raw := f.raw(which)
	if raw.IsNull {
		return nil
	}
	return &raw.Text
}

func (f fields) number(which C.int32_t) *int64 {
	var number C.int64_t
	if !exists(f.getNumber(which, &number)) {
		return nil
	}
	value := int64(number)
	return &value
}

// require reads a number that every result has.
func (f fields) require(which C.int32_t) int64 {
	var number C.int64_t
	must(f.getNumber(which, &number))
	return int64(number)
}

func (f fields) entries(which C.int32_t) []entry {
	var list *C.kks_list
	must(f.getList(which, &list))
	return entries(list)
}

func (f fields) privileges(which C.int32_t) []GrantedPrivilege {
	var privileges []GrantedPrivilege
	for _, entry := range f.entries(which) {
		last := len(privileges) - 1
		if last < 0 || privileges[last].Name != entry.name {
			privileges = append(privileges, GrantedPrivilege{Name: entry.name})
			last++
		}
		if entry.value != nil {
			privileges[last].Values = append(privileges[last].Values, *entry.value)
		}
	}
	return privileges
}

type entry struct {
	name  string
	value *string
}

// entries reads and frees a list.
func entries(list *C.kks_list) []entry {
	defer C.kks_list_free(list)
	all := make([]entry, C.kks_list_count(list))
	for i := range all {
		var name, value *C.char
		var nameLength, valueLength C.size_t
		must(C.kks_list_get(list, C.size_t(i), &name, &nameLength, &value, &valueLength))
		all[i].name = C.GoStringN(name, C.int(nameLength))
		if value != nil {
			text := C.GoStringN(value, C.int(valueLength))
			all[i].value = &text
		}
	}
	return all
}

func advice(entries []entry) []Advice {
	var all []Advice
	for _, entry := range entries {
		all = append(all, Advice{entry.name, value(entry.value)})
	}
	return all
}

// value returns a text, or an empty one for nil.
func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// seconds converts a lifetime. A fraction of a second is dropped, so that 0 is an error of libks.
func seconds(duration time.Duration) C.int64_t {
	if duration == 0 {
		return C.KKS_UNSET
	}
	return C.int64_t(duration / time.Second)
}

func unix(at time.Time) C.int64_t {
	if at.IsZero() {
		return C.KKS_UNSET
	}
	return C.int64_t(at.Unix())
}

func pointerTo(numbers []C.size_t) *C.size_t {
	if len(numbers) == 0 {
		return nil
	}
	return &numbers[0]
}

// memory is the C memory of one call, which free wipes: it may contain secrets.
type memory struct{ blocks []block }

type block struct {
	start unsafe.Pointer
	size  C.size_t
}

func (m *memory) allocate(size int) unsafe.Pointer {
	block := block{C.calloc(1, C.size_t(size+1)), C.size_t(size)}
	m.blocks = append(m.blocks, block)
	return block.start
}

func (m *memory) free() {
	for _, block := range m.blocks {
		bytes := unsafe.Slice((*byte)(block.start), int(block.size))
		for i := range bytes {
			bytes[i] = 0
		}
		runtime.KeepAlive(bytes)
		C.free(block.start)
	}
}

// text copies text to C. Text that is given is never NULL.
func (m *memory) text(text string) (*C.char, C.size_t) {
	start := m.allocate(len(text))
	copy(unsafe.Slice((*byte)(start), len(text)), text)
	return (*C.char)(start), C.size_t(len(text))
}

// optional copies text to C, or returns NULL for empty text.
func (m *memory) optional(text string) (*C.char, C.size_t) {
	if text == "" {
		return nil, 0
	}
	return m.text(text)
}

func (m *memory) privileges(privileges []Privilege) (*C.kks_privilege, C.size_t) {
	if len(privileges) == 0 {
		return nil, 0
	}
	start := (*C.kks_privilege)(m.allocate(len(privileges) * C.sizeof_kks_privilege))
	for i, c := range unsafe.Slice(start, len(privileges)) {
		c.name, c.name_length = m.text(privileges[i].Name)
		c.value, c.value_length = m.optional(privileges[i].Value)
		unsafe.Slice(start, len(privileges))[i] = c
	}
	return start, C.size_t(len(privileges))
}

func (m *memory) session(session *Session) *C.kks_session {
	c := (*C.kks_session)(m.allocate(C.sizeof_kks_session))
	C.kks_session_init(c, C.sizeof_kks_session)
	if session.UserID != "" || !session.Anonymous {
		c.user_id, c.user_id_length = m.text(session.UserID)
	}
	c.privileges, c.privileges_length = m.optional(session.Privileges)
	c.privilege_list, c.privilege_count = m.privileges(session.PrivilegeList)
	if session.AdditionalData != nil {
		c.additional_data, c.additional_data_length = m.text(*session.AdditionalData)
	}
	if session.Nonce != nil {
		c.nonce, c.nonce_length = m.text(string(session.Nonce))
	}
	c._type = C.int64_t(session.Type)
	c.expiry, c.expires_at = seconds(session.Expiry), unix(session.ExpiresAt)
	if session.MasterPartnerID != nil {
		c.master_partner_id = C.int64_t(*session.MasterPartnerID)
	}
	if session.Version != 0 {
		c.version = C.int64_t(session.Version)
	}
	c.now = unix(session.Now)
	if session.Anonymous {
		c.anonymous = 1
	}
	return c
}
