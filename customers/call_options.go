package customers

import (
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// CallOption changes one call.
type CallOption func(*call)

// ResponseInfo tells of a call's answer what the returned value does not. See [WithResponseInfo].
type ResponseInfo struct {
	StatusCode int // 0 when no response came
	RequestID  string
	RetryAfter time.Duration
	RateLimit  RateLimit
	Attempts   []Attempt
	Header     http.Header
	// Body is the raw answer of a call that returns one object or the addresses, so that fields newer than this SDK can be
	// read. Of a failed call it holds at most 64 KiB; of All, List and FindByExternalID, which stream, nothing.
	Body []byte
}

// WithResponseInfo fills info when the answer, or for All, List and FindByExternalID its header, is there. It is filled
// for failed calls too, and zeroed first. Use one info per call: it is written without a lock.
func WithResponseInfo(info *ResponseInfo) CallOption {
	return func(k *call) {
		if info == nil {
			k.refuse("responseInfo", "must not be nil")
			return
		}
		*info = ResponseInfo{}
		k.info = info
	}
}

// WithRequestHeader sets a header of this call's requests; it wins over [WithHeader]. Headers that this package or HTTP
// itself manages, and the API key's, are refused.
func WithRequestHeader(name, value string) CallOption {
	return func(k *call) {
		reason := checkHeader(name, value)
		if reason == "" && http.CanonicalHeaderKey(name) == k.client.settings.keyHeader {
			reason = "carries the API key: use WithAPIKey"
		}
		if reason != "" {
			k.refuse("header "+name, reason)
			return
		}
		if k.header == nil {
			k.header = http.Header{}
		}
		k.header.Set(name, value)
	}
}

// fill writes what res tells.
func (info *ResponseInfo) fill(res *transport.Result) {
	*info = ResponseInfo{
		StatusCode: res.StatusCode,
		RequestID:  transport.RequestID(res.Header),
		RetryAfter: transport.ParseRetryAfter(res.Header, time.Now()),
		RateLimit:  RateLimit(transport.ParseRateLimit(res.Header)),
		Attempts:   attemptsOf(res),
		Header:     res.Header,
		Body:       res.Body,
	}
}

func attemptsOf(res *transport.Result) []Attempt {
	attempts := make([]Attempt, len(res.Attempts))
	for i, a := range res.Attempts {
		attempts[i] = Attempt(a)
	}
	return attempts
}
