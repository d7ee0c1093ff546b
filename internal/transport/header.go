package transport

import "strings"

// IsHeaderName reports whether name is a token (RFC 9110 section 5.6.2), the grammar of header names.
func IsHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !isTokenRune(r) })
}

func isTokenRune(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' ||
		strings.ContainsRune("!#$%&'*+-.^_`|~", r)
}
