package customers

import (
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Client calls the customers endpoints of the Account Manager. Make one with [New] or [NewFromEnv] and share it: it is
// immutable and safe for concurrent use.
type Client struct { //nolint:recvcheck // Format has a value receiver: a copy must print no more than the original
	settings  *settings
	transport *transport.Transport
	observers []Observer // the caller's, and the logger's
}

// Environment variables that NewFromEnv reads.
const (
	EnvBaseURL = "LEDGERLINK_BASE_URL"
	EnvAPIKey  = "LEDGERLINK_API_KEY" //nolint:gosec // the variable's name, not a key
)

// New returns a client for the API at baseURL, as https://api.ledgerlink.ai. It validates everything and does no I/O.
//
// The base URL is absolute http or https. A path prefix is kept, a trailing slash makes no difference. Cleartext
// http is for loopback only, unless [WithInsecureHTTP] is given. An API key is required: [WithAPIKey] or
// [WithAPIKeySource]. Whatever is wrong comes back at once, as an [*Error] that is [ErrInvalidArgument] with one
// entry in Fields per fault.
func New(baseURL string, opts ...Option) (*Client, error) {
	return newClient("New", defaults(baseURL), opts)
}

// NewFromEnv is [New] with the base URL from LEDGERLINK_BASE_URL and the API key from LEDGERLINK_API_KEY. Both must be
// set; an option given here wins over the variable.
func NewFromEnv(opts ...Option) (*Client, error) {
	s := defaults(os.Getenv(EnvBaseURL))
	for i := range s.faultList {
		s.faultList[i].Field = EnvBaseURL
	}
	s.keyFault = "is missing: set " + EnvAPIKey
	if key := os.Getenv(EnvAPIKey); key != "" {
		WithAPIKey(key)(s)
	}
	return newClient("NewFromEnv", s, opts)
}

// With returns a client that differs from c by opts only. The two share the connection pool; c does not change.
func (c *Client) With(opts ...Option) (*Client, error) {
	if c == nil || c.settings == nil {
		return nil, notMade(operation{name: "With"})
	}
	return newClient("With", c.settings.clone(), opts)
}

func newClient(op string, s *settings, opts []Option) (*Client, error) {
	s.apply(opts)
	if len(s.faultList) > 0 {
		return nil, invalidArgument(operation{name: op}, s.faultList...)
	}
	if s.http.Transport == nil {
		s.http.Transport = transport.NewPool()
	}
	hc := s.wrapped()
	if len(s.faultList) > 0 {
		return nil, invalidArgument(operation{name: op}, s.faultList...)
	}
	return &Client{settings: s, observers: s.allObservers(), transport: transport.New(transport.Config{
		BaseURL:        s.baseURL,
		HTTP:           hc,
		KeyHeader:      s.keyHeader,
		Key:            s.key,
		Header:         s.header,
		UserAgent:      s.userAgent,
		Timeout:        s.timeout,
		AttemptTimeout: s.attempt,
		Retry:          s.retry,
		Budget:         s.budget,
		Jitter:         s.jitter,
		Limiter:        s.limiter,
	})}, nil
}

// Format prints the base URL and nothing else, whatever the verb: a client holds headers with credentials.
func (c Client) Format(f fmt.State, _ rune) {
	base := "not made with New"
	if c.settings != nil {
		base = c.settings.base
	}
	_, _ = io.WriteString(f, "customers.Client("+base+")") // fmt.State does not fail
}

// notMade is the error of a call on a zero Client.
func notMade(op operation) *Error {
	return invalidArgument(op, FieldError{Field: "client", Message: "must be made with New or NewFromEnv"})
}

// copyHTTPClient copies what is used of the caller's client; the caller's is never modified.
func copyHTTPClient(hc *http.Client) *http.Client {
	return &http.Client{Transport: hc.Transport, Jar: hc.Jar, Timeout: hc.Timeout}
}
