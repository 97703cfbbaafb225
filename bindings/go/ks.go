// Package ks generates, decodes and verifies Kaltura Sessions (KSs) offline, with libks.
//
// All rules, defaults and messages are those of libks, which ks.h documents. Errors of libks are of
// type *Error. A Signer, a Keyring and a Decoded hold memory of libks. The garbage collector frees it;
// call Close to wipe secrets earlier. All functions can be called from several goroutines.
package ks

/*
#cgo pkg-config: kaltura-ks
#include <stdlib.h>
#include <ks.h>
*/
import "C"

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
