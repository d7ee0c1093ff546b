package customers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// problems collects what is wrong with the settings of a client or the arguments of a call, so that all problems are
// reported at once.
type problems []FieldError

// addProblem adds a problem unless reason is empty.
func (p *problems) addProblem(field, reason string) {
	if reason != "" {
		*p = append(*p, FieldError{Field: field, Message: reason})
	}
}

// setProblem replaces the problem of a field, because the value that it was about is replaced. If reason is empty,
// there is none.
func (p *problems) setProblem(field, reason string) {
	*p = slices.DeleteFunc(*p, func(f FieldError) bool { return strings.EqualFold(f.Field, field) })
	p.addProblem(field, reason)
}

// reasonIf returns reason if the value is bad, or "".
func reasonIf(bad bool, reason string) string {
	if bad {
		return reason
	}
	return ""
}

// notNegative returns why a count or a duration cannot be used, or "".
func notNegative[T int | time.Duration](v T) string { return reasonIf(v < 0, "must not be negative") }

// notAbove returns why d cannot be used with a bound of this name, or "". A negative bound has a problem of its own.
func notAbove(d time.Duration, name string, bound time.Duration) string {
	return reasonIf(bound >= 0 && d > bound, fmt.Sprintf("must not exceed %s, which is %v", name, bound))
}

// problem returns the problem of a field, or nil if reason is empty.
func problem(field, reason string) *FieldError {
	if reason == "" {
		return nil
	}
	return &FieldError{Field: field, Message: reason}
}

// maxIDBytes bounds an id: a longer one is a mistake, and servers refuse URLs of a few kilobytes anyway.
const maxIDBytes = 512

// checkID ensures that id is exactly one path segment. The generated client alone would send DELETE /customers/ for ""
// and reach the parent path for "..".
func checkID(id string) *FieldError {
	return problem("id", func() string {
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
		case strings.ContainsAny(id, `/\%?#;`):
			return `must not contain / \ % ? # or ;, which gateways rewrite into another path`
		}
		return ""
	}())
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// equalFoldASCII compares ids without regard to ASCII case.
func equalFoldASCII(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lowerASCII(a[i]) != lowerASCII(b[i]) {
			return false
		}
	}
	return true
}

func lowerASCII(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// checkText checks a string that is sent in a JSON body, where invalid UTF-8 would change silently.
func checkText(field, value string) *FieldError {
	switch {
	case value == "":
		return problem(field, "must not be empty")
	case !utf8.ValidString(value):
		return problem(field, "must be valid UTF-8")
	}
	return nil
}

// parseBaseURL returns the base URL with a path that ends in a slash, or why it cannot be used. The reason never
// repeats the URL, which may contain a password.
func parseBaseURL(raw string) (*url.URL, string) {
	if raw == "" {
		return nil, "must not be empty"
	}
	if reason := transport.CheckSpaceAround(raw); reason != "" {
		return nil, reason
	}
	// Without a scheme, net/url fails at 127.0.0.1:8080 and takes localhost for the scheme of localhost:8080.
	if lower := strings.ToLower(raw); !strings.HasPrefix(lower, "https://") && !strings.HasPrefix(lower, "http://") {
		return nil, "must start with https:// or http://"
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, "is not a URL"
	case u.User != nil:
		return nil, "must not contain userinfo (user:password@)"
	case u.Hostname() == "":
		return nil, "must contain a host"
	case u.RawQuery != "" || u.ForceQuery:
		return nil, "must not contain a query (?…)"
	case u.Fragment != "" || strings.Contains(raw, "#"):
		return nil, "must not contain a fragment (#…)"
	}
	return checkBasePath(u)
}

// checkBasePath keeps a path prefix and refuses one that repeats a part of /api/v1/account-manager, on every host: the
// vendor's pages for other services print the hosts with a trailing /v1. A repeated part makes every response a 404,
// which reads like a customer that does not exist.
func checkBasePath(u *url.URL) (*url.URL, string) {
	path := strings.TrimRight(u.EscapedPath(), "/")
	for segment := range strings.SplitSeq(path, "/") {
		if decoded, err := url.PathUnescape(segment); err != nil || decoded == "." || decoded == ".." {
			return nil, `must not have "." or ".." in its path`
		}
	}
	switch lower := strings.ToLower(path); {
	case strings.Contains(lower, "/api/v1/account-manager"):
		return nil, "must end before /api/v1, which every call adds"
	case strings.HasSuffix(lower, "/v1"):
		return nil, "must not end in /v1: every call adds /api/v1"
	case strings.HasSuffix(lower, "/api"):
		return nil, "must not end in /api: every call adds /api/v1"
	}
	base := &url.URL{Scheme: u.Scheme, Host: u.Host}
	base = base.JoinPath(path, "/")
	return base, ""
}

// isManagedHeader reports headers that this package or net/http sets; another value would break framing, decoding or
// routing.
func isManagedHeader(canonical string) bool {
	return slices.Contains([]string{
		"Accept", "Accept-Encoding", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host",
		"Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
	}, canonical)
}

// checkHeader returns why a caller may not set the header, or "". The reason never repeats the value.
func checkHeader(name, value string) string {
	if reason := checkHeaderName(name); reason != "" {
		return reason
	}
	if http.CanonicalHeaderKey(name) == "User-Agent" {
		return "is set with WithUserAgent"
	}
	return checkHeaderValue(value)
}

// checkHeaderName ensures that name is a token (RFC 9110 section 5.6.2) that the caller may set.
func checkHeaderName(name string) string {
	if name == "" {
		return "must have a name"
	}
	if !transport.IsHeaderName(name) {
		return "has a name that HTTP does not allow"
	}
	if isManagedHeader(http.CanonicalHeaderKey(name)) {
		return "is managed by this package"
	}
	return ""
}

// checkHeaderValue refuses a value that could end the header (RFC 9110 section 5.5).
func checkHeaderValue(value string) string {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return "has a value with a line break or another control character"
		}
	}
	return ""
}
