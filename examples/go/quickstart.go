// Generates a KS for a viewer, inspects it without the secret, decodes it, verifies it in a service and
// renews it. Install the module first, see bindings/go/README.md.
//
//	go run quickstart.go
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	ks "example.org/kaltura-ks"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	// A made-up secret. Read yours from the environment or a secret store.
	secret := os.Getenv("KALTURA_ADMIN_SECRET")
	if secret == "" {
		secret = "0123456789abcdef0123456789abcdef"
	}

	// A USER session that can play one entry for four hours.
	signer, err := ks.NewSigner(1234567, secret)
	if err != nil {
		return err
	}
	text, err := signer.Generate(ks.Session{
		UserID: "ann@example.com",
		Expiry: 4 * time.Hour,
		PrivilegeList: []ks.Privilege{
			ks.WithValue("sview", "0_abcdefgh"), ks.WithValue("privacycontext", "portal"),
		},
	})
	if err != nil {
		return err
	}
	fmt.Println("KS       ", text)

	// Without the secret, only the partner id is readable, and nothing is verified.
	unverified, err := ks.Inspect(text)
	if err != nil {
		return err
	}
	fmt.Printf("inspect   v%d of partner %s\n", unverified.Version, unverified.PartnerText)

	// With the secret, every field is readable, as the server sees it.
	keyring, err := ks.NewKeyring(secret)
	if err != nil {
		return err
	}
	decoded, err := keyring.Decode(text)
	if err != nil {
		return err
	}
	fmt.Println("decode   ", *decoded.UserID, "until", decoded.ExpiresAt.Unix())

	// A service verifies the KS, including the privileges that it needs.
	options := ks.VerifyOptions{PartnerID: 1234567, Required: []ks.Privilege{ks.WithValue("sview", "0_abcdefgh")}}
	verified, err := keyring.Verify(text, options)
	if err != nil {
		return err
	}
	fmt.Println("verify    session", verified.SessionHash)
	options.Required[0] = ks.WithValue("sview", "0_zzzzzzzz")
	_, err = keyring.Verify(text, options)
	var rejection *ks.Error
	if errors.As(err, &rejection) {
		fmt.Println("rejected ", rejection)
	}

	// A new KS with the same content, valid for five hours.
	renewed, err := signer.Renew(text, ks.Renewal{Expiry: 5 * time.Hour})
	if err != nil {
		return err
	}
	fmt.Println("renewed  ", renewed)
	return nil
}
