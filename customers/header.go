package customers

import (
	"net/http"
	"slices"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

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
