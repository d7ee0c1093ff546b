package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// RetryPolicy bounds the retries of a call.
type RetryPolicy struct {
	MaxAttempts int           // 1 turns retries off
	BaseDelay   time.Duration // the bound of the first wait
	MaxDelay    time.Duration // the bound of every wait
	MaxElapsed  time.Duration // no wait may end later than this after the start of the call
}

// withRetries makes attempts until one of them settles the call. Each attempt has a Result of its own, which is merged
// with the Result of the attempt before.
func (t *Transport) withRetries(next handler) handler {
	return func(ctx context.Context, x *exchange) error {
		for x.attempt = 1; ; x.attempt++ {
			prev := x.res
			x.res = &Result{
				request: x.original, route: x.call.Operation.Route,
				sensitiveFields: t.cfg.SensitiveFields, lookup: x.call.Lookup,
			}
			res := x.res
			if prev != nil {
				res.secrets, res.sensitive = prev.secrets, prev.sensitive
			}
			res.Err = next(ctx, x)
			res.mergePrevious(prev)
			wait, again := t.nextAttempt(ctx, x)
			if again {
				res.Attempts[x.attempt-1].Wait = wait
			}
			x.notify(ctx)
			if again {
				if err := sleep(ctx, wait); err != nil {
					res.Err, again = joinCause(res.Err, err), false
				}
			}
			if !again {
				res.keepLastResponse(prev)
				return res.Err
			}
		}
	}
}

// notify reports the attempt to the call's OnAttempt, unless the call ended before the attempt was made.
func (x *exchange) notify(ctx context.Context) {
	if x.call.OnAttempt == nil || len(x.res.Attempts) < x.attempt {
		return
	}
	x.call.OnAttempt(ctx, x.operation(), x.res.Attempts[x.attempt-1])
}

// nextAttempt decides whether another attempt follows, and after which wait.
func (t *Transport) nextAttempt(ctx context.Context, x *exchange) (wait time.Duration, again bool) {
	if IsSuccess(x.res.StatusCode) && x.res.Err == nil {
		t.cfg.Budget.refill()
		return 0, false
	}
	if t.keyChanged(ctx, x) {
		return 0, true // at once, and in addition to the attempts of the policy
	}
	return t.retryAfter(ctx, x)
}

// retryAfter applies the retry policy and the retry budget.
func (t *Transport) retryAfter(ctx context.Context, x *exchange) (wait time.Duration, again bool) {
	res := x.res
	if x.deadline.ended(ctx) != nil || !retryable(x.original.Method, res) {
		return 0, false
	}
	floor := serverDelay(res.Header, res.StatusCode, time.Now())
	wait, ok := t.nextWait(ctx, x.deadline, x.attempt-x.extra, floor)
	if !ok {
		return 0, false
	}
	if !t.cfg.Budget.take() {
		res.Attempts[x.attempt-1].BudgetExhausted = true
		return 0, false
	}
	return wait, true
}

// nextWait returns the wait after this many attempts. ok is false if the policy allows no other attempt, or if the call
// would end during the wait, with the error that it has now.
func (t *Transport) nextWait(
	ctx context.Context, call deadline, attempts int, floor time.Duration,
) (wait time.Duration, ok bool) {
	policy, now := t.cfg.Retry, time.Now()
	if attempts >= policy.MaxAttempts {
		return 0, false
	}
	wait, ok = policy.backoff(attempts, floor, t.cfg.Jitter)
	end := now.Add(wait)
	return wait, ok && end.Sub(call.start) <= policy.MaxElapsed && !call.passed(ctx, end)
}

// retryable holds the rules: which attempts may be followed by another one.
func retryable(method string, res *Result) bool {
	if isPermanent(res.Err) {
		return false
	}
	if method == http.MethodPost { // only requests that provably were not processed
		return res.StatusCode == http.StatusTooManyRequests || res.StatusCode == 0 && !res.mayHaveSent
	}
	switch res.StatusCode {
	case 0, // no response
		http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	// The status code alone settles a DELETE; any other 2xx that failed lacks its body.
	return IsSuccess(res.StatusCode) && method != http.MethodDelete
}

// isPermanent reports failures that another attempt would not repair.
func isPermanent(err error) bool {
	return IsClientSide(err) || errors.Is(err, ErrTooLarge) || errors.Is(err, errOtherOrigin) || isPermanentTLS(err)
}

// permanentAlerts are the alerts of a server that will refuse the next handshake too (RFC 8446 section 6.2), most of
// them because of the client's certificate.
var permanentAlerts = [...]tls.AlertError{ //nolint:gochecknoglobals // constants
	40,  // handshake_failure
	42,  // bad_certificate
	43,  // unsupported_certificate
	44,  // certificate_revoked
	45,  // certificate_expired
	46,  // certificate_unknown
	48,  // unknown_ca
	49,  // access_denied
	70,  // protocol_version
	71,  // insufficient_security
	112, // unrecognized_name
	116, // certificate_required
}

// isPermanentTLS reports failures of a TLS handshake that do not heal while a call lasts: the certificate of one side
// is not accepted, or the server does not use TLS.
func isPermanentTLS(err error) bool {
	if err == nil {
		return false
	}
	var record tls.RecordHeaderError
	if errors.As(err, &record) && record.Conn != nil { // it is nil for a record that was damaged later
		return true
	}
	return isCertificateError(err) || isPermanentAlert(err) || errors.Is(err, http.ErrSchemeMismatch)
}

// isCertificateError reports that the certificate of the server was not accepted. crypto/tls wraps the errors of its
// own verification; that of a caller returns those of crypto/x509.
func isCertificateError(err error) bool {
	return isA[*tls.CertificateVerificationError](err) ||
		isA[x509.UnknownAuthorityError](err) || isA[x509.HostnameError](err) || isA[x509.CertificateInvalidError](err) ||
		isA[x509.ConstraintViolationError](err) || isA[x509.InsecureAlgorithmError](err) ||
		isA[x509.UnhandledCriticalExtension](err) || isA[x509.SystemRootsError](err)
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// isPermanentAlert reports an alert of the server. crypto/tls does not export the type of an alert over TCP, so its
// text is compared with that of the same alert over QUIC.
func isPermanentAlert(err error) bool {
	var alert tls.AlertError
	var remote *net.OpError
	isRemote := errors.As(err, &remote) && remote.Op == "remote error" && remote.Err != nil
	isAlert := errors.As(err, &alert)
	for _, permanent := range permanentAlerts {
		if isAlert && alert == permanent || isRemote && remote.Err.Error() == permanent.Error() {
			return true
		}
	}
	return false
}

// mergePrevious adds what earlier attempts established; prev is nil for the first attempt.
func (res *Result) mergePrevious(prev *Result) {
	if prev != nil {
		res.Attempts = append(prev.Attempts, res.Attempts...)
		res.MayHaveAppliedBefore = prev.MayHaveApplied
	}
	// Only two things prove that a write was not applied: a 4xx status code, and a request that was never sent. 408 is
	// no proof, because a gateway sends it when it gives up waiting.
	notApplied := !res.mayHaveSent || res.StatusCode/100 == 4 && res.StatusCode != http.StatusRequestTimeout
	res.MayHaveApplied = res.MayHaveAppliedBefore || !notApplied
}

// keepLastResponse keeps the API's last response if the context ended the call before another response came.
func (res *Result) keepLastResponse(prev *Result) {
	ended := errors.Is(res.Err, context.Canceled) || errors.Is(res.Err, context.DeadlineExceeded)
	if prev != nil && res.StatusCode == 0 && ended {
		res.StatusCode, res.Header, res.Body = prev.StatusCode, prev.Header, prev.Body
	}
}

// backoff returns the wait after a failed attempt, counted from 1: full jitter, a random time up to an exponentially
// growing bound. A delay that the server asked for is a floor with the jitter on top, so that clients that were given
// the same time do not return at the same time. ok is false if the server asks for more than MaxDelay.
func (p RetryPolicy) backoff(
	attempt int, floor time.Duration, jitter func(time.Duration) time.Duration,
) (wait time.Duration, ok bool) {
	if floor > p.MaxDelay {
		return 0, false
	}
	bound := p.MaxDelay
	if shift := attempt - 1; shift < 32 && p.BaseDelay <= p.MaxDelay>>shift {
		bound = p.BaseDelay << shift
	}
	return min(floor+jitter(bound), p.MaxDelay), true
}

// RandomJitter returns a random duration from 0 to bound.
func RandomJitter(bound time.Duration) time.Duration {
	return time.Duration(rand.Int64N(int64(bound) + 1)) //nolint:gosec // not security-sensitive
}

// Pause waits before the next round of a method that makes several calls, as before a retry. floor is the delay that
// the server asks for. It returns false at once if the policy or the deadline of ctx allows no further round. If ctx
// ends during the wait, it returns true, so that the next call reports the end.
func (t *Transport) Pause(ctx context.Context, start time.Time, round int, floor time.Duration) bool {
	wait, ok := t.nextWait(ctx, deadline{start: start}, round, floor) // only ctx bounds the method
	if !ok {
		return false
	}
	_ = sleep(ctx, wait) // the next call returns the same error
	return true
}

// serverDelay returns the delay that the server asks for: Retry-After, else the time until an exhausted rate-limit
// window ends. The window counts only for a 429: otherwise its hour would prevent every retry of a 503.
func serverDelay(h http.Header, status int, now time.Time) time.Duration {
	if wait := ParseRetryAfter(h, now); wait > 0 {
		return wait
	}
	if status != http.StatusTooManyRequests {
		return 0
	}
	if rl := ParseRateLimit(h); rl.Remaining == 0 && !rl.Reset.IsZero() {
		return max(rl.Reset.Sub(now), 0)
	}
	return 0
}

// The retry budget of a client, in tenths of a retry. If every call fails, the client retries 100 times, then at a
// tenth of the rate at which calls succeed, so that retries cannot multiply an outage.
const (
	budgetFull   = 1000
	budgetRetry  = 10
	budgetRefill = 1
)

// Budget is a token bucket shared by all calls of a client and of the clients derived from it.
type Budget struct{ spent atomic.Int64 }

// take takes one retry and reports whether one was left.
func (b *Budget) take() bool {
	for {
		spent := b.spent.Load()
		if spent+budgetRetry > budgetFull {
			return false
		}
		if b.spent.CompareAndSwap(spent, spent+budgetRetry) {
			return true
		}
	}
}

// refill returns a tenth of a retry for a call that succeeded.
func (b *Budget) refill() {
	for {
		spent := b.spent.Load()
		if spent == 0 || b.spent.CompareAndSwap(spent, max(spent-budgetRefill, 0)) {
			return
		}
	}
}
