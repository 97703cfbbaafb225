// Conversion of errors and results from C.

package ks

/*
#cgo pkg-config: kaltura-ks
#include <stdlib.h>
#include <ks.h>
*/
import "C"

import "unsafe"

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
