package customers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
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

// parseBaseURL returns the base URL with a path that ends in a slash, or why it cannot be used. The reason never
// repeats the URL, which may hold a password.
func parseBaseURL(raw string) (*url.URL, string) {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return nil, "must not be empty"
	case err != nil:
		return nil, "is not a URL"
	case u.Scheme == "" || u.Opaque != "":
		return nil, "must be absolute, as https://api.ledgerlink.ai"
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "must be http or https"
	case u.User != nil:
		return nil, "must not carry userinfo (user:password@)"
	case u.Hostname() == "":
		return nil, "must name a host"
	case u.RawQuery != "" || u.ForceQuery:
		return nil, "must not carry a query (?…)"
	case u.Fragment != "" || strings.Contains(raw, "#"):
		return nil, "must not carry a fragment (#…)"
	}
	return checkBasePath(u)
}

// checkBasePath keeps a path prefix, and catches the two that are known to be mistakes: the operations' own paths begin
// with /api/v1, and the vendor's pages for other services print the hosts with a trailing /v1.
func checkBasePath(u *url.URL) (*url.URL, string) {
	path := strings.TrimRight(u.EscapedPath(), "/")
	for segment := range strings.SplitSeq(path, "/") {
		if decoded, err := url.PathUnescape(segment); err != nil || decoded == "." || decoded == ".." {
			return nil, `must not have "." or ".." in its path`
		}
	}
	if strings.HasSuffix(path, "/api/v1") || strings.Contains(path, "/api/v1/account-manager") {
		return nil, "must end before /api/v1, which every call adds"
	}
	if path == "/v1" && strings.HasSuffix(u.Hostname(), ".ledgerlink.ai") {
		return nil, "must not end in /v1: every call adds /api/v1"
	}
	base := &url.URL{Scheme: u.Scheme, Host: u.Host}
	base = base.JoinPath(path, "/")
	return base, ""
}

// managedHeaders are set by this package or by net/http; another value would break framing, decoding or routing.
func managedHeader(canonical string) bool {
	return slices.Contains([]string{
		"Accept", "Accept-Encoding", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host",
		"Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
	}, canonical)
}

// checkHeader says why a caller may not set the header, or "". It never repeats the value.
func checkHeader(name, value string) string {
	if reason := checkHeaderName(name); reason != "" {
		return reason
	}
	if http.CanonicalHeaderKey(name) == "User-Agent" {
		return "is set with WithUserAgent"
	}
	return checkHeaderValue(value)
}

// checkHeaderName checks for a token (RFC 9110 section 5.6.2) that is the caller's to set.
func checkHeaderName(name string) string {
	if name == "" {
		return "must have a name"
	}
	if !transport.IsHeaderName(name) {
		return "has a name that HTTP does not allow"
	}
	if managedHeader(http.CanonicalHeaderKey(name)) {
		return "is managed by this package"
	}
	return ""
}

// checkHeaderValue refuses what could end the header (RFC 9110 section 5.5).
func checkHeaderValue(value string) string {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return "has a value with a line break or another control character"
		}
	}
	return ""
}

// faultList collects what is wrong with the settings of a client or the arguments of a call, so that all of it comes
// back at once.
type faultList []FieldError

// refuse records a fault; an empty reason is none.
func (l *faultList) refuse(field, reason string) {
	if reason != "" {
		*l = append(*l, FieldError{Field: field, Message: reason})
	}
}
