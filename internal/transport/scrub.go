package transport

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

const (
	// Redacted replaces a secret.
	Redacted = "[REDACTED]"
	// minSecretBytes is the shortest part of a secret that is redacted, in bytes: replacing a shorter part would garble
	// other text. Servers, proxies and our own bounds cut texts, so a part must be redacted like the whole.
	minSecretBytes = 8
)

// Scrub replaces each part of a secret of the call in s, as it is and as JSON, URL encoding and base64 write it.
func (res *Result) Scrub(s string) string { return redact(s, res.secrets) }

// ScrubBytes is Scrub for bytes.
func (res *Result) ScrubBytes(b []byte) []byte {
	s := string(b)
	if clean := res.Scrub(s); clean != s {
		return []byte(clean)
	}
	return b
}

// ScrubHeader returns h without the call's secrets, in names and in values, and without the values of cookies.
func (res *Result) ScrubHeader(h http.Header) http.Header {
	if h == nil {
		return nil
	}
	size := 0
	for name, values := range h {
		size += len(name)
		for _, v := range values {
			size += len(v)
		}
	}
	folded := make([]*secret, len(res.secrets))
	for i, s := range res.secrets {
		folded[i] = s.lower()
	}
	indexIfLong(res.secrets, size)
	indexIfLong(folded, size)
	clean := make(http.Header, len(h))
	for name, values := range h {
		if lower := strings.ToLower(name); redact(lower, folded) != lower {
			name = Redacted
		}
		for _, v := range values {
			if name == "Set-Cookie" {
				pair, attributes, _ := strings.Cut(v, ";")
				cookie, _, _ := strings.Cut(pair, "=")
				v = strings.TrimSuffix(cookie+"="+Redacted+";"+attributes, ";")
			}
			clean[name] = append(clean[name], res.Scrub(v))
		}
	}
	return clean
}

// ScrubError returns an error with the text of err without the call's secrets and sensitive values, and with the path
// template in place of the URL and its path: an http.Client used as a RoundTripper writes the URL into its errors, and
// other RoundTrippers write the whole request. errors.Is and errors.As see err, but Unwrap does not return it if any
// error in its tree repeats one of these.
func (res *Result) ScrubError(err error) error {
	if err == nil || res.isClean(err) {
		return err
	}
	return &scrubbedError{res.cleanText(err), err}
}

func (res *Result) isClean(err error) bool {
	if _, scrubbed := err.(*scrubbedError); scrubbed { //nolint:errorlint // this level only
		return true
	}
	if res.cleanText(err) != err.Error() {
		return false
	}
	switch e := err.(type) { //nolint:errorlint // the tree is walked by hand
	case interface{ Unwrap() error }:
		inner := e.Unwrap()
		return inner == nil || res.isClean(inner)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			if inner != nil && !res.isClean(inner) {
				return false
			}
		}
	}
	return true
}

func (res *Result) cleanText(err error) string {
	text := res.Scrub(err.Error())
	if req := res.request; req != nil {
		u := req.URL
		text = strings.ReplaceAll(text, u.String(), res.route)
		if !strings.HasSuffix(u.Path, res.route) { // a path without an id is its own template
			text = strings.ReplaceAll(text, u.EscapedPath(), res.route)
			text = strings.ReplaceAll(text, u.Path, res.route)
		}
	}
	return res.Sensitive().Redact(text)
}

// scrubbedError is an error whose text is safe to show.
type scrubbedError struct {
	text string
	err  error
}

func (e *scrubbedError) Error() string        { return e.text }
func (e *scrubbedError) Is(target error) bool { return errors.Is(e.err, target) }
func (e *scrubbedError) As(target any) bool   { return errors.As(e.err, target) }

// redact replaces each part of s that is, for at least minSecretBytes, a part of a form of a secret.
func redact(s string, secrets []*secret) string {
	if len(s) < minSecretBytes || len(secrets) == 0 {
		return s
	}
	indexIfLong(secrets, len(s))
	return redactFound(s, func(found []section, text string, at []int) []section {
		return findParts(found, text, secrets, at)
	})
}

// redactFound replaces what find adds to found, which it is called with for s as it is and for s without escapes. If
// text was decoded, at has the position of each of its bytes in s.
func redactFound(s string, find func(found []section, text string, at []int) []section) string {
	found := find(nil, s, nil)
	// A secret may contain what looks like an escape, and a URL may stand in JSON: each is decoded alone, then both.
	if strings.IndexByte(s, '%') >= 0 {
		decoded, at := decodeEscapes(s, unescapeURL, nil)
		found = find(found, decoded, at)
	}
	if strings.IndexByte(s, '\\') >= 0 {
		decoded, at := decodeEscapes(s, unescapeJSON, nil)
		found = find(found, decoded, at)
		if strings.IndexByte(decoded, '%') >= 0 {
			decoded, at = decodeEscapes(decoded, unescapeURL, at)
			found = find(found, decoded, at)
		}
	}
	if len(found) == 0 {
		return s
	}
	slices.SortFunc(found, func(a, b section) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	end := 0
	for i, f := range found {
		if i == 0 || f.from >= end {
			b.WriteString(s[end:f.from])
			b.WriteString(Redacted)
		}
		end = max(end, f.to)
	}
	b.WriteString(s[end:])
	return b.String()
}

// longText is from how many bytes on a text is worth indexing all secrets.
const longText = 4 << 10

func indexIfLong(secrets []*secret, textBytes int) {
	if textBytes >= longText {
		for _, s := range secrets {
			s.indexParts()
		}
	}
}

// section is a part of a text, in bytes.
type section struct{ from, to int }

// sectionAt returns a section of a text whose bytes have the positions at in the original text; nil is the text itself.
func sectionAt(from, to int, at []int) section {
	if at == nil {
		return section{from, to}
	}
	return section{at[from], at[to]}
}

// findParts adds to found the sections of text that are parts of a secret.
func findParts(found []section, text string, secrets []*secret, at []int) []section {
	for _, s := range secrets {
		first := len(found)
		eachPart(text, func(i int, part uint64) {
			if !s.hasPart(part, text[i:i+minSecretBytes]) {
				return
			}
			f := sectionAt(i, i+minSecretBytes, at)
			if last := len(found) - 1; last >= first && f.from < found[last].to {
				found[last].to = f.to
				return
			}
			found = append(found, f)
		})
	}
	return found
}

// hasPart reports whether a part, which text is too, is one of a form of the secret.
func (s *secret) hasPart(part uint64, text string) bool {
	if s.parts != nil {
		_, ok := s.parts[part]
		return ok
	}
	return slices.ContainsFunc(s.withForms().forms, func(form string) bool { return strings.Contains(form, text) })
}

// decodeEscapes returns s without escapes, and the position of each byte of the result and of its end: in s, or in the
// text from which s was decoded, if from has the positions in that text.
func decodeEscapes(s string, unescape func(string) (string, int), from []int) (decoded string, at []int) {
	b := make([]byte, 0, len(s))
	at = make([]int, 0, len(s)+1)
	position := func(i int) int {
		if from != nil {
			return from[i]
		}
		return i
	}
	for i := 0; i < len(s); {
		c, n := unescape(s[i:])
		b = append(b, c...)
		for range len(c) {
			at = append(at, position(i))
		}
		i += n
	}
	return string(b), append(at, position(len(s)))
}

// unescapeJSON returns the first character of the JSON string s (RFC 8259 section 7), or its first byte if it is not
// escaped, and how many bytes of s it takes.
func unescapeJSON(s string) (c string, n int) {
	if s[0] != '\\' || len(s) < 2 {
		return s[:1], 1
	}
	switch s[1] {
	case '"', '\\', '/':
		return s[1:2], 2
	case 'b', 'f', 'n', 'r', 't':
		return string("\b\f\n\r\t"[strings.IndexByte("bfnrt", s[1])]), 2
	case 'u':
		r, n := unescapeUTF16(s)
		if low, m := unescapeUTF16(s[n:]); m > 0 && utf16.IsSurrogate(r) {
			r, n = utf16.DecodeRune(r, low), n+m
		}
		if n > 0 {
			return string(r), n
		}
	}
	return s[:1], 1
}

// unescapeUTF16 returns the UTF-16 code unit of the escape at the beginning of s, and how many bytes of s it takes.
func unescapeUTF16(s string) (r rune, n int) {
	if len(s) >= 6 && s[:2] == `\u` {
		if v, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
			return rune(v), 6
		}
	}
	return 0, 0
}

// unescapeURL returns the first byte of the URL s (RFC 3986 section 2.1), and how many bytes of s it takes.
func unescapeURL(s string) (c string, n int) {
	if s[0] == '%' && len(s) >= 3 {
		if v, err := strconv.ParseUint(s[1:3], 16, 8); err == nil {
			return string([]byte{byte(v)}), 3
		}
	}
	return s[:1], 1
}
