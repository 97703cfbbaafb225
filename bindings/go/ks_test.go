package ks_test

import (
	"errors"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	ks "example.org/kaltura-ks"
)

const (
	secret  = "0123456789abcdef0123456789abcdef"
	old     = "fedcba9876543210fedcba9876543210"
	partner = 1234567
)

var now = time.Unix(1750000000, 0)

func check(t *testing.T, holds bool) {
	t.Helper()
	if !holds {
		t.Error("the check failed")
	}
}

// code returns the code of an error, and checks its message.
func code(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return "no error"
	}
	var failure *ks.Error
	if !errors.As(err, &failure) {
		t.Fatal(err)
	}
	check(t, len(failure.Message) > 10 && failure.Status != 0 && !strings.Contains(err.Error(), secret))
	return failure.Code
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func TestGenerateAndDecode(t *testing.T) {
	signer := must(ks.NewSigner(partner, secret))
	defer signer.Close()
	check(t, signer.PartnerID() == partner)
	master, data := int64(99), "data"
	session := ks.Session{
		UserID: "Ann Müller", Type: ks.Admin, Expiry: time.Minute, Version: 1, MasterPartnerID: &master,
		PrivilegeList:  []ks.Privilege{ks.WithValue("sview", "0_abc"), ks.Flag("edit"), ks.WithValue("list", "*")},
		AdditionalData: &data, Now: now, Nonce: []byte("nonce"),
	}
	text := must(signer.Generate(session))
	check(t, text == must(ks.Generate(partner, secret, session)))
	decoded := must(must(ks.NewKeyring(secret)).Decode(text))
	check(t, decoded.Version == 1 && *decoded.PartnerID == partner && decoded.PartnerText == "1234567")
	check(t, *decoded.Type == ks.Admin && *decoded.UserID == "Ann Müller" && decoded.IsAdmin)
	check(t, decoded.ExpiresAt.Equal(now.Add(time.Minute)) && *decoded.MasterPartnerID == 99)
	check(t, *decoded.AdditionalData == "data" && decoded.RawFields.Rand.Text == "nonce")
	check(t, decoded.PrivilegesText == "sview:0_abc,edit,list:*" && len(decoded.Privileges) == 3)
	check(t, decoded.Privileges[0].Values[0] == "0_abc" && decoded.Privileges[1].Values == nil)
	check(t, decoded.IsCanonical && decoded.Warnings == nil && decoded.SecretIndex == 0)
	check(t, strings.Contains(decoded.SignedText, "Ann") && len(decoded.SessionHash) == 40)
	check(t, !decoded.IsWidget && !decoded.IsAnonymous && decoded.GroupHash == "")
	viewer := must(must(ks.NewKeyring(secret)).Decode(must(signer.Generate(ks.Session{
		UserID: "ann", Privileges: "sview:0_abc", Now: now,
	}))))
	check(t, must(viewer.Grants(ks.WithValue("sview", "0_abc"))))
	check(t, !must(viewer.Grants(ks.WithValue("sview", "0_zzz"))))
	check(t, len(must(decoded.Lint(now.Add(time.Hour)))) > 0)
	_, err := decoded.Grants(ks.Flag("\xff"))
	check(t, code(t, err) == "invalid_argument")
	long := must(signer.Generate(ks.Session{UserID: strings.Repeat("u", 3000), Now: now}))
	check(t, len(*must(must(ks.NewKeyring(secret)).Decode(long)).UserID) == 3000)
}

func TestVerify(t *testing.T) {
	signer := must(ks.NewSigner(partner, secret))
	keyring := must(ks.NewKeyring(secret))
	defer keyring.Close()
	text := must(signer.Generate(ks.Session{
		UserID: "ann", Privileges: "sview:0_abc/0_def,sessionid:x", Now: now,
	}))
	options := ks.VerifyOptions{PartnerID: partner, Required: []ks.Privilege{ks.WithValue("sview", "0_def")}, Now: now}
	verified := must(keyring.Verify(text, options))
	check(t, verified.Version == 2 && verified.PartnerID == partner && verified.Type == ks.User)
	check(t, verified.UserID == "ann" && !verified.IsAdmin && !verified.IsAnonymous)
	check(t, verified.ExpiresAt.Equal(now.Add(24*time.Hour)) && len(verified.Privileges[0].Values) == 2)
	check(t, verified.PrivilegesText == "sview:0_abc/0_def,sessionid:x" && verified.SecretIndex == 0)
	check(t, len(verified.SessionHash) == 40 && len(verified.GroupHash) == 40)
	check(t, verified.MasterPartnerID == nil && verified.AdditionalData == nil)
	rejected := func(text string, change func(*ks.VerifyOptions)) string {
		changed := options
		change(&changed)
		_, err := keyring.Verify(text, changed)
		return code(t, err)
	}
	check(t, rejected(text, func(o *ks.VerifyOptions) { o.Now = now.Add(24 * time.Hour) }) == "expired")
	check(t, rejected(text, func(o *ks.VerifyOptions) { o.PartnerID = 7 }) == "wrong_partner")
	check(t, rejected(text, func(o *ks.VerifyOptions) {
		o.Required = []ks.Privilege{ks.WithValue("sview", "0_abc"), ks.Flag("edit")}
	}) == "not_granted")
	check(t, rejected(text, func(o *ks.VerifyOptions) {
		o.Required = []ks.Privilege{ks.Flag("sview"), ks.Flag("sessionid")}
	}) == "no error")
	check(t, rejected(text, func(o *ks.VerifyOptions) {
		o.Required = []ks.Privilege{ks.WithValue("sview", "")}
	}) == "invalid_option")
	var seen [2]string
	check(t, rejected(text, func(o *ks.VerifyOptions) {
		o.Revoked = func(session, group string) bool {
			seen = [2]string{session, group}
			return true
		}
	}) == "revoked")
	check(t, seen == [2]string{verified.SessionHash, verified.GroupHash})
	check(t, rejected(text, func(o *ks.VerifyOptions) {
		o.Revoked = func(string, string) bool { return false }
	}) == "no error")
	restricted := must(signer.Generate(ks.Session{
		Anonymous: true, PrivilegeList: []ks.Privilege{ks.WithValue("iprestrict", "10.0.0.1")}, Now: now,
	}))
	from := func(address string) string {
		return rejected(restricted, func(o *ks.VerifyOptions) { o.Required, o.RemoteAddr = nil, address })
	}
	check(t, from("10.0.0.1") == "no error" && from("10.0.0.2") == "restricted_ip")
	check(t, from("") == "missing_remote_addr" && from("nowhere") == "invalid_remote_addr")
	_, err := must(ks.NewKeyring(old)).Verify(text, options)
	check(t, code(t, err) == "bad_signature")
}

func TestExplain(t *testing.T) {
	keyring := must(ks.NewKeyring(secret))
	text := must(ks.Generate(partner, secret, ks.Session{UserID: "ann", Privileges: "sview:0_abc", Now: now}))
	request := ks.Request{Can: []ks.Privilege{ks.WithValue("sview", "0_abc"), ks.Flag("edit")}, Now: now}
	explanation := must(keyring.Explain(text, request))
	check(t, explanation.IsAccepted && explanation.Status == "OK" && *explanation.StatusNumber == 1)
	check(t, explanation.APIError == "" && explanation.Grants[0].Granted && !explanation.Grants[1].Granted)
	check(t, explanation.Grants[0].Rule != "" && explanation.Grants[0].Reason != "" && explanation.Answer == nil)
	check(t, explanation.Reason != "" && *explanation.Decoded.UserID == "ann")
	explanation = must(keyring.Explain("nonsense", ks.Request{}))
	check(t, !explanation.IsAccepted && explanation.APIError == "INVALID_KS" && explanation.Decoded == nil)
	answer := must(keyring.Explain(
		`{"code":"MISSING_KS","message":"M","objectType":"KalturaAPIException"}`, ks.Request{})).Answer
	check(t, answer.Code == "MISSING_KS" && answer.Message == "M" && answer.Status == "" && answer.Check != "")
}

func TestRotationAndRenewal(t *testing.T) {
	text := must(ks.Generate(partner, secret, ks.Session{UserID: "ann", Now: now}))
	both := must(ks.NewKeyring(old, secret))
	signer := must(both.Signer(partner))
	end := now.Add(5 * time.Second)
	renewed := must(signer.Renew(text, ks.Renewal{ExpiresAt: end, Now: now}))
	decoded := must(both.Decode(renewed))
	check(t, decoded.SecretIndex == 0 && decoded.ExpiresAt.Equal(end) && *decoded.UserID == "ann")
	_, err := must(ks.NewSigner(partner, secret)).Renew(renewed, ks.Renewal{Now: now})
	check(t, code(t, err) == "bad_signature")
	_, err = signer.Renew(text, ks.Renewal{Expiry: time.Second, ExpiresAt: end, Now: now})
	check(t, code(t, err) == "invalid_expiry")
}

func TestWithoutASecret(t *testing.T) {
	session := ks.Session{UserID: "ann", Now: now}
	text := must(ks.Generate(partner, secret, session))
	unverified := must(ks.Inspect(text))
	check(t, unverified.Version == 2 && *unverified.PartnerID == partner && unverified.Claims == nil)
	check(t, *unverified.EncryptedBytes > 0 && !unverified.IsTruncated)
	session.Version = 1
	check(t, *must(ks.Inspect(must(ks.Generate(partner, secret, session)))).Claims.UserID == "ann")
	escaped := url.QueryEscape(text)
	found := ks.Find("\xff https://example.com/?ks=" + escaped + "&x=1")
	check(t, found.KS == text && found.Offset == 26 && found.Length == len(escaped))
	check(t, ks.Find("nothing") == nil && ks.Find("") == nil)
	advice := must(ks.Lint(ks.Session{UserID: "ann", Privileges: "svew:0_abc", Now: now}))
	check(t, len(advice) > 0 && advice[0].Code == "unknown_privilege")
	check(t, len(must(ks.AppTokenHash(text, "00112233445566778899aabbccddeeff", ""))) == 40)
	check(t, len(must(ks.AppTokenHash(text, "token", "SHA512"))) == 128)
	check(t, ks.Version() != "")
}

func TestErrors(t *testing.T) {
	signer := must(ks.NewSigner(partner, secret))
	for want, session := range map[string]ks.Session{
		"invalid_user_id": {UserID: "user\x00x"},
		"invalid_type":    {UserID: "ann", Type: 7},
		"invalid_expiry":  {UserID: "ann", Expiry: time.Millisecond},
		"invalid_version": {UserID: "ann", Version: 3},
		"invalid_privilege": {
			UserID: "ann", PrivilegeList: []ks.Privilege{ks.WithValue("sview", "0_abc,edit:*")},
		},
	} {
		_, err := signer.Generate(session)
		check(t, code(t, err) == want)
	}
	for _, user := range []string{"", "user\xff"} {
		_, err := signer.Generate(ks.Session{UserID: user})
		check(t, code(t, err) == "invalid_user_id")
	}
	_, err := ks.NewSigner(1<<40, secret)
	check(t, code(t, err) == "invalid_partner_id")
	_, err = ks.NewSigner(1, "")
	check(t, code(t, err) == "invalid_secret")
	_, err = ks.NewKeyring()
	check(t, code(t, err) == "invalid_secret")
	_, err = ks.Inspect("")
	check(t, code(t, err) == "empty_ks")
	_, err = ks.AppTokenHash("djJ8", "token", "CRC")
	check(t, code(t, err) == "invalid_hash_type")
	closed := must(ks.NewSigner(partner, secret))
	closed.Close()
	_, err = closed.Generate(ks.Session{UserID: "ann"})
	check(t, code(t, err) == "null_argument")
}

func TestGoroutinesAndFinalizers(t *testing.T) {
	signer := must(ks.NewSigner(partner, secret))
	keyring := must(ks.NewKeyring(secret))
	var group sync.WaitGroup
	for i := 0; i < 4; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := 0; j < 200; j++ {
				text := must(signer.Generate(ks.Session{UserID: "ann", Now: now}))
				check(t, *must(keyring.Decode(text)).UserID == "ann")
				must(ks.NewSigner(partner, secret))
			}
			runtime.GC()
		}()
	}
	group.Wait()
}
