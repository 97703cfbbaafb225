// The results: verified, decoded and inspected KSs, and explanations.

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
)

// GrantedPrivilege is a privilege of a KS: a name and its values.
type GrantedPrivilege struct {
	Name   string
	Values []string
}

// Advice is advice on a session or a KS: a stable code and a message.
type Advice struct{ Code, Message string }

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

// Grant says whether Kaltura would grant a privilege, by which of the server's rules, and why.
type Grant struct {
	Granted bool
	// Rule is the rule, such as "admin_passes".
	Rule, Reason string
}

// Answer is one of Kaltura's error answers, explained.
type Answer struct {
	// Code is the code, such as "SERVICE_FORBIDDEN".
	Code string
	// Status is the inner status of INVALID_KS, such as "EXPIRED", or empty.
	Status string
	// Message is the server's message, or empty.
	Message string
	// Meaning is what the answer means for the KS.
	Meaning string
	// Check is what to check or change.
	Check string
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
	// Grants are the answers to the elements of Request.Can.
	Grants []Grant
	// Advice contains what the answer depends on, and which calls are likely refused.
	Advice []Advice
	// Answer is one of Kaltura's error answers, or nil if the text contains none.
	Answer *Answer
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
	c, _ := memory.privileges([]Privilege{privilege})
	var granted C.int32_t
	status := C.kks_decoded_grants(d.handle, c.name, c.name_length, c.value, c.value_length, &granted)
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
