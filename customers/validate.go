package customers

import (
	"strings"
	"unicode/utf8"
)

// maxIDBytes bounds an id: a longer one is a mistake, and servers refuse URLs of a few kilobytes anyway.
const maxIDBytes = 512

// fault returns what is wrong with a field, or nil when reason is empty.
func fault(field, reason string) *FieldError {
	if reason == "" {
		return nil
	}
	return &FieldError{Field: field, Message: reason}
}

// checkID makes sure that id is exactly one path segment. The bare generated client would send DELETE /customers/
// for "" and climb to the parent for "..".
func checkID(id string) *FieldError {
	return fault("id", func() string {
		switch {
		case id == "":
			return "must not be empty"
		case id == "." || id == "..":
			return `must not be "." or "..", which change the path`
		case len(id) > maxIDBytes:
			return "must be at most 512 bytes"
		case !utf8.ValidString(id):
			return "must be valid UTF-8"
		case strings.ContainsFunc(id, isControl):
			return "must not contain control characters"
		}
		return ""
	}())
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// checkText is for strings that travel in a JSON body, where invalid UTF-8 would silently change.
func checkText(field, value string) *FieldError {
	switch {
	case value == "":
		return fault(field, "must not be empty")
	case !utf8.ValidString(value):
		return fault(field, "must be valid UTF-8")
	}
	return nil
}
