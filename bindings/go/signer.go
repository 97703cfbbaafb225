// Signers, which generate and renew KSs.

package ks

/*
#cgo pkg-config: kaltura-ks
#include <stdlib.h>
#include <ks.h>
*/
import "C"

import "runtime"

// Signer generates and renews KSs for one partner. It derives the key from the secret once.
type Signer struct{ handle *C.kks_signer }

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
