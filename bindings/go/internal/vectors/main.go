// Command vectors runs the golden vectors of tests/vectors. crates/ks-ffi/tests/c/vectors.rs writes each
// vector to standard input as a record of fields, and compares the record that this program returns.
//
// A record is the number of fields, followed by the length and the bytes of each field. Numbers have 32
// bits in native byte order. The length 0xffffffff represents null.
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"os"
	"strconv"
	"time"
	"unsafe"

	ks "example.org/kaltura-ks"
)

const null = 0xffffffff

// native is the byte order of this machine.
var native = func() binary.ByteOrder {
	one := uint16(1)
	if *(*byte)(unsafe.Pointer(&one)) == 1 {
		return binary.LittleEndian
	}
	return binary.BigEndian
}()

func integer(text *string) int64 {
	number, err := strconv.ParseInt(valueOf(text), 10, 64)
	if err != nil {
		log.Fatal(err)
	}
	return number
}

// valueOf returns a text, or an empty one for null.
func valueOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func at(text *string) time.Time {
	if text == nil {
		return time.Time{}
	}
	return time.Unix(integer(text), 0)
}

func of(text string) *string { return &text }

func flag(set bool) *string {
	if set {
		return of("1")
	}
	return of("0")
}

func keyring(secrets []*string) (*ks.Keyring, error) {
	var all []string
	for _, secret := range secrets {
		all = append(all, valueOf(secret))
	}
	return ks.NewKeyring(all...)
}

func generate(in []*string) ([]*string, error) {
	session := ks.Session{
		UserID:         valueOf(in[2]),
		Anonymous:      in[2] == nil,
		Privileges:     valueOf(in[3]),
		AdditionalData: in[4],
		Type:           ks.Type(integer(in[6])),
		ExpiresAt:      at(in[7]),
		Version:        int(integer(in[9])),
		Now:            at(in[10]),
	}
	if in[5] != nil {
		session.Nonce = append([]byte{}, *in[5]...)
	}
	if in[8] != nil {
		master := integer(in[8])
		session.MasterPartnerID = &master
	}
	text, err := ks.Generate(integer(in[0]), valueOf(in[1]), session)
	return []*string{of("ok"), &text}, err
}

func decode(in []*string) ([]*string, error) {
	ring, err := keyring(in[1:])
	if err != nil {
		return nil, err
	}
	decoded, err := ring.Decode(valueOf(in[0]))
	if err != nil {
		return nil, err
	}
	out := []*string{of("ok")}
	raw := decoded.RawFields
	for _, value := range []ks.RawValue{
		raw.PartnerID, raw.PartnerPattern, raw.ValidUntil, raw.Type, raw.Rand, raw.User, raw.Privileges,
		raw.MasterPartnerID, raw.AdditionalData, {Text: decoded.SessionHash},
		{Text: decoded.GroupHash, IsNull: decoded.GroupHash == ""}, {Text: decoded.SignedText},
	} {
		switch {
		case value.IsArray:
			out = append(out, of("array_value"), nil)
		case value.IsNull:
			out = append(out, of("no_value"), nil)
		default:
			out = append(out, of(value.Text), of("ok"))
		}
	}
	out = append(out, flag(decoded.IsAdmin), flag(decoded.IsWidget), flag(decoded.IsAnonymous))
	for _, privilege := range decoded.ServerPrivileges {
		for i := range privilege.Values {
			out = append(out, of(privilege.Name), &privilege.Values[i])
		}
		if len(privilege.Values) == 0 {
			out = append(out, of(privilege.Name), nil)
		}
	}
	return out, nil
}

func explain(in []*string) ([]*string, error) {
	ring, err := keyring(in[4:])
	if err != nil {
		return nil, err
	}
	request := ks.Request{RemoteAddr: valueOf(in[2]), RequestURI: valueOf(in[3]), Now: at(in[1])}
	explanation, err := ring.Explain(valueOf(in[0]), request)
	if err != nil {
		return nil, err
	}
	if explanation.StatusNumber == nil {
		return []*string{of("none")}, nil
	}
	number := strconv.FormatInt(*explanation.StatusNumber, 10)
	return []*string{&number, &explanation.Status}, nil
}

func grants(in []*string) ([]*string, error) {
	ring, err := keyring(in[3:])
	if err != nil {
		return nil, err
	}
	decoded, err := ring.Decode(valueOf(in[0]))
	if err != nil {
		return nil, err
	}
	privilege := ks.Flag(valueOf(in[1]))
	if in[2] != nil {
		privilege = ks.WithValue(valueOf(in[1]), *in[2])
	}
	granted, err := decoded.Grants(privilege)
	return []*string{flag(granted)}, err
}

func appToken(in []*string) ([]*string, error) {
	hash, err := ks.AppTokenHash(valueOf(in[0]), valueOf(in[1]), valueOf(in[2]))
	return []*string{&hash}, err
}

func readNumber(from io.Reader) uint32 {
	var number uint32
	if err := binary.Read(from, native, &number); err != nil {
		log.Fatal(err)
	}
	return number
}

func writeNumber(to io.Writer, number int) {
	if err := binary.Write(to, native, uint32(number)); err != nil {
		log.Fatal(err)
	}
}

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	defer out.Flush()
	kinds := map[string]func([]*string) ([]*string, error){
		"generate": generate, "decode": decode, "explain": explain, "grants": grants, "app_token": appToken,
	}
	for {
		if _, err := in.Peek(1); err == io.EOF {
			return
		}
		fields := make([]*string, readNumber(in))
		for i := range fields {
			if length := readNumber(in); length != null {
				bytes := make([]byte, length)
				if _, err := io.ReadFull(in, bytes); err != nil {
					log.Fatal(err)
				}
				fields[i] = of(string(bytes))
			}
		}
		answer, err := kinds[*fields[0]](fields[1:])
		var failure *ks.Error
		if errors.As(err, &failure) {
			answer = []*string{&failure.Code, &failure.Message}
		} else if err != nil {
			log.Fatal(err)
		}
		writeNumber(out, len(answer))
		for _, field := range answer {
			if field == nil {
				writeNumber(out, null)
				continue
			}
			writeNumber(out, len(*field))
			out.WriteString(*field)
		}
	}
}
