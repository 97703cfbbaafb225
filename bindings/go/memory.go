// C memory, and the conversion of arguments to C.

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
	array := unsafe.Slice(start, len(privileges))
	for i, privilege := range privileges {
		array[i].name, array[i].name_length = m.text(privilege.name)
		if privilege.value != nil {
			array[i].value, array[i].value_length = m.text(*privilege.value)
		}
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
