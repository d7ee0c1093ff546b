package verify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

const (
	defaultKeyHeader = "X-API-KEY"
	customersPath    = "/api/v1/account-manager/customers"
	maxAttempts      = 3               // of a request that is refused with 429
	unstatedWait     = 5 * time.Second // after a 429 that does not say how long to wait
	maxFailures      = 2               // in a row, before the service counts as gone
)

// keyUse is the key that a request carries.
type keyUse int

const (
	withKey keyUse = iota
	withWrongKey
	withoutKey
)

// call is one request of the plan.
type call struct {
	step      string
	method    string
	id        string // "" for the list of customers
	addresses bool
	body      string
	header    map[string]string
	key       keyUse
	creates   string // the external ID, if the request creates a customer
	invalid   bool   // the request violates the document on purpose
	visit     func(id, externalID string)
}

// path returns the path below the base URL.
func (c call) path() string {
	path := customersPath
	if c.id != "" {
		path += "/" + url.PathEscape(c.id)
	}
	if c.addresses {
		path += "/accounts/addresses"
	}
	return path
}

// specRequest returns the request as the document describes it, without the key.
func (c call) specRequest() *http.Request {
	request := &http.Request{
		Method: c.method, URL: &url.URL{Path: customersPath}, Header: http.Header{}, Body: http.NoBody,
	}
	if parsed, err := url.Parse(c.path()); err == nil {
		request.URL = parsed
	}
	if c.body != "" {
		request.Header.Set("Content-Type", "application/json")
		request.Body = io.NopCloser(strings.NewReader(c.body))
	}
	return request
}

// stopError is the reason why no more requests of the plan are sent.
type stopError struct {
	reason  string
	nothing bool // whether the service was not reached, so that no promise can be judged
}

func (e *stopError) Error() string { return e.reason }

func stopf(format string, args ...any) error { return &stopError{reason: fmt.Sprintf(format, args...)} }

func nothingf(format string, args ...any) error {
	return &stopError{reason: fmt.Sprintf(format, args...), nothing: true}
}

// session sends the requests of one run, one at a time.
type session struct {
	cfg       Config
	base      *url.URL
	random    string // the end of external IDs and of the id that does not exist
	http      *http.Client
	validator *contract.Validator
	keyHeader string // that the service accepts

	record
	created []created

	last      time.Time // when the last request ended
	notBefore time.Time // when the service allows the next request
	failures  int       // in a row
	left      int       // requests that the rate limit leaves, if leftUntil is in the future
	leftUntil time.Time
	cleaning  bool
}

// send sends a request and waits before it as long as needed. A request that is refused with 429 is sent again. The
// error is a *stopError: the plan must end.
func (s *session) send(ctx context.Context, c call) (*exchange, error) {
	if err := s.validator.Request(c.specRequest()); err != nil && !c.invalid {
		return nil, nil //nolint:nilnil // an id of the service that is no path segment: the step is skipped
	}
	for attempt := 1; ; attempt++ {
		if err := s.wait(ctx, c); err != nil {
			return nil, err
		}
		if s.cfg.Progress != nil {
			s.cfg.Progress(len(s.exchanges)+1, c.step)
		}
		e := s.roundTrip(ctx, c)
		s.exchanges = append(s.exchanges, e)
		s.track(c, e)
		s.noteLimits(e)
		switch {
		case e.status == http.StatusTooManyRequests && attempt < maxAttempts:
			continue
		case e.status != 0:
			s.failures = 0
		default:
			s.failures++
		}
		if s.failures == maxFailures {
			return e, stopf("the service stopped responding after %s: %s", plural(len(s.exchanges), "request"), e.failure)
		}
		return e, nil
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// wait waits until the request may be sent. It keeps enough of the bound and of the rate limit for the clean-up.
func (s *session) wait(ctx context.Context, c call) error {
	now := time.Now()
	needed := 1
	if !s.cleaning {
		needed += s.pending()
		if c.creates != "" {
			needed++
		}
	}
	switch {
	case len(s.exchanges)+needed > MaxRequests:
		return stopf("the bound of %d requests was reached", MaxRequests)
	case s.leftUntil.Sub(now) <= s.cfg.MaxWait:
		needed = 1 // the clean-up can wait for the next window
	}
	allowed := s.notBefore
	if s.leftUntil.After(allowed) && s.left < needed {
		allowed = s.leftUntil
	}
	pause := allowed.Sub(now)
	if pause > s.cfg.MaxWait {
		return stopf("the service asks to wait %v, more than the bound of %v", pause.Round(time.Second), s.cfg.MaxWait)
	}
	if !s.last.IsZero() {
		pause = max(pause, s.last.Add(s.cfg.Pace).Sub(now))
	}
	timer := time.NewTimer(max(pause, 0))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return stopf("the time limit of the run was reached")
	case ctx.Err() != nil:
		return stopf("interrupted")
	}
	return nil
}

// noteLimits records what the headers of a response say about the next request.
func (s *session) noteLimits(e *exchange) {
	now := time.Now()
	s.last = now
	delay := transport.ParseRetryAfter(e.header, now)
	limit := transport.ParseRateLimit(e.header)
	switch {
	case e.status != http.StatusTooManyRequests && e.status != http.StatusServiceUnavailable:
		delay = 0
	case delay == 0 && limit.Reset.After(now):
		delay = limit.Reset.Sub(now)
	case delay == 0 && e.status == http.StatusTooManyRequests:
		delay = unstatedWait
	}
	s.notBefore = now.Add(delay)
	if e.call.key == withKey && e.header.Get("X-RateLimit-Remaining") != "" && limit.Reset.After(now) {
		s.left, s.leftUntil = limit.Remaining, limit.Reset
	}
}

// roundTrip sends a request once. A write is not cancelled with ctx: its outcome would be unknown.
func (s *session) roundTrip(ctx context.Context, c call) *exchange {
	e := &exchange{call: c, header: http.Header{}}
	if c.method != http.MethodGet {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.RequestTimeout)
	defer cancel()
	defer s.validate(e)
	request, err := s.newRequest(ctx, c)
	if err != nil {
		e.failure = "the request cannot be built"
		return e
	}
	response, err := s.http.Do(request)
	if err != nil {
		e.failure = failureText(err, s.cfg.RequestTimeout)
		return e
	}
	defer response.Body.Close()
	e.status, e.header, e.proto = response.StatusCode, response.Header, response.Proto
	if response.TLS != nil {
		e.tls = response.TLS.Version
	}
	if err := s.readBody(c, e, response.Body); err != nil {
		e.complete = false
		e.failure = failureText(err, s.cfg.RequestTimeout)
	}
	return e
}

func (s *session) newRequest(ctx context.Context, c call) (*http.Request, error) {
	var body io.Reader = http.NoBody
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	target := strings.TrimRight(s.base.String(), "/") + c.path()
	request, err := http.NewRequestWithContext(ctx, c.method, target, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Accept-Encoding", "gzip")
	request.Header.Set("User-Agent", "link-sdk-go-verify")
	if c.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.header {
		request.Header.Set(name, value)
	}
	switch c.key {
	case withKey:
		request.Header.Set(s.keyHeader, s.cfg.APIKey)
	case withWrongKey:
		request.Header.Set(s.keyHeader, "link-verify-wrong-"+s.random)
	case withoutKey:
	}
	return request, nil
}

// failureText describes an error of the network in fixed words, because its text may repeat the URL or a body.
func failureText(err error, timeout time.Duration) string {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.Is(err, errTooLarge):
		return "the body is larger than the bound"
	case errors.As(err, &name):
		return "the host name cannot be resolved"
	case errors.As(err, &certificate), errors.As(err, &authority):
		return "the TLS certificate is not valid for this host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("it did not end within %v", timeout)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "the connection was closed"
	}
	return "the connection failed"
}
