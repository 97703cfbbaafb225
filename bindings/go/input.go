// The arguments: sessions, options and requests.

package ks

/*
#cgo pkg-config: kaltura-ks
#include <stdlib.h>
#include <ks.h>
*/
import "C"

import "time"

// Type is a session type.
type Type int64

const (
	// User is the session type for end users.
	User Type = C.KKS_USER
	// Admin is the session type that can do everything in the account. Never give an Admin KS to an
	// end user.
	Admin Type = C.KKS_ADMIN
)

// Privilege is a privilege to set or to check. Flag and WithValue create it, so that a value that is
// empty by mistake is an error and does not mean no value.
type Privilege struct {
	name  string
	value *string
}

// Flag is a privilege without a value. As a requirement, it is the privilege with any value.
func Flag(name string) Privilege { return Privilege{name, nil} }

// WithValue is a privilege with a value, which must not be empty.
func WithValue(name, value string) Privilege { return Privilege{name, &value} }

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
