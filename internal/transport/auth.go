package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
)

var (
	// ErrInvalidKey marks a key that no HTTP header can carry.
	ErrInvalidKey = errors.New("invalid API key")
	// ErrKeySource marks a failure of the caller's key source.
	ErrKeySource = errors.New("API key source failed")
)

// keyFor returns the key for the request of x, which must be to the base URL's origin.
func (t *Transport) keyFor(ctx context.Context, x *exchange) (string, error) {
	if err := t.origin.check(x.req.URL); err != nil {
		return "", err
	}
	if x.newKey != "" {
		return x.newKey, nil
	}
	return t.askKey(ctx)
}

// keyChanged asks the key source once more after a 401, and reports whether it returned another key for the next
// attempt. A request that got a 401 was not processed, so even a POST may be repeated.
func (t *Transport) keyChanged(ctx context.Context, x *exchange) bool {
	if x.res.StatusCode != http.StatusUnauthorized || x.asked || x.deadline.ended(ctx) != nil {
		return false
	}
	x.asked = true
	timer := newAttemptTimer(x.withOperation(ctx), x.deadline, t.cfg.AttemptTimeout)
	defer timer.stop()
	key, err := t.askKey(timer.ctx)
	if err != nil {
		x.res.Err = joinCause(x.res.Err, timer.wrapTimeout(err))
		return false
	}
	if key == x.key {
		return false
	}
	t.cfg.Keys.add(key)
	x.res.addSecrets(t.cfg.Keys.recent())
	x.newKey = key
	x.extra++
	return true
}

// askKey calls the caller's key source.
func (t *Transport) askKey(ctx context.Context) (string, error) {
	key, err := t.cfg.Key(ctx)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrKeySource, err)
	}
	if reason := CheckKey(key); reason != "" {
		return "", fmt.Errorf("%w: %s", ErrInvalidKey, reason)
	}
	return key, nil
}

// CheckKey returns why key cannot be used, or "". The reason never repeats the key.
func CheckKey(key string) string {
	if key == "" {
		return "must not be empty"
	}
	if reason := CheckSpaceAround(key); reason != "" {
		return reason
	}
	for i := range len(key) {
		switch c := key[i]; {
		case c == '\r' || c == '\n':
			return "must not contain a line break"
		case c <= ' ' || c > '~':
			return "must be printable ASCII without spaces"
		}
	}
	return ""
}

// CheckSpaceAround returns why s cannot be used if white space is around it, or "". A value that is read from a file or
// a secret store often ends with a line break.
func CheckSpaceAround(s string) string {
	switch {
	case strings.TrimSpace(s) == s:
		return ""
	case strings.HasSuffix(s, "\n"):
		return "must not end with a line break"
	}
	return "must not begin or end with a space or a line break"
}

// Origin is scheme, host and port (RFC 6454 section 4). The port is always set.
type Origin struct{ Scheme, Host, Port string }

// OriginOf returns the origin of an absolute URL.
func OriginOf(u *url.URL) Origin {
	o := Origin{Scheme: strings.ToLower(u.Scheme), Host: strings.ToLower(u.Hostname()), Port: u.Port()}
	if o.Port == "" {
		switch o.Scheme {
		case "http":
			o.Port = "80"
		case "https":
			o.Port = "443"
		}
	}
	return o
}

// errOtherOrigin marks a request that would have carried the key to another origin.
var errOtherOrigin = errors.New("refused to send the API key to another origin")

// check returns an error if u is at another origin.
func (o Origin) check(u *url.URL) error {
	if got := OriginOf(u); got != o {
		return fmt.Errorf("%w: %s, not %s", errOtherOrigin, got, o)
	}
	return nil
}

func (o Origin) String() string { return o.Scheme + "://" + o.Host + ":" + o.Port }

// IsLoopback reports whether the host is localhost or a loopback address. It is false for names below localhost, which
// resolve to any address that the DNS returns.
func (o Origin) IsLoopback() bool {
	if o.Host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(o.Host)
	return err == nil && addr.IsLoopback()
}

// originGuard is the RoundTripper below the caller's middleware. A middleware can change where a request goes after the
// key was attached, so the guard checks the origin again.
type originGuard struct {
	next     http.RoundTripper
	origin   Origin
	untraced atomic.Int64 // requests that belong to an unknown attempt, because a middleware replaced their context
}

// RoundTrip implements http.RoundTripper. It closes the body of a request that it refuses.
func (g *originGuard) RoundTrip(req *http.Request) (*http.Response, error) {
	err := g.origin.check(req.URL)
	if err == nil {
		err = g.admit(req)
	}
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // nothing of it was read
		}
		return nil, err
	}
	return g.next.RoundTrip(req)
}

// errAttemptEnded marks a request that a middleware would have sent after the attempt was reported as not sent.
var errAttemptEnded = errors.New("the attempt has ended")

// admit records that the attempt may have been sent.
func (g *originGuard) admit(req *http.Request) error {
	trace, ok := req.Context().Value(sendTraceKey{}).(*sendTrace)
	if !ok {
		g.untraced.Add(1)
		return nil
	}
	if !trace.state.CompareAndSwap(stateUnsent, stateAdmitted) && trace.state.Load() == stateEnded {
		return errAttemptEnded
	}
	return nil
}

// countUntraced returns how many requests passed whose attempt is unknown.
func (g *originGuard) countUntraced() int64 {
	if g == nil {
		return 0
	}
	return g.untraced.Load()
}

// sentNothing reports, after the middleware failed, whether it provably sent nothing: no request of the attempt passed
// the guard, and none will; no request that may belong to it did, since untraced was counted; and a write asked
// net/http for no connection to the API, as a middleware does that ignores the next RoundTripper.
func (g *originGuard) sentNothing(trace *sendTrace, untraced int64) bool {
	return g != nil && trace.state.CompareAndSwap(stateUnsent, stateEnded) && !trace.askedAPI.Load() &&
		g.untraced.Load() == untraced
}
