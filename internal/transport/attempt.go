package transport

import (
	"context"
	"maps"
	"net/http"
	"time"
)

// attempt sends the request once, with a fresh key, and reads the answer as far as the call wants it.
func (t *Transport) attempt(ctx context.Context, req *http.Request, call Call) *Result {
	start := time.Now()
	res := t.send(ctx, req, call)
	res.Attempts = append(res.Attempts, Attempt{
		Start:      start,
		Duration:   time.Since(start),
		StatusCode: res.StatusCode,
		Err:        res.Err,
	})
	return res
}

func (t *Transport) send(ctx context.Context, req *http.Request, call Call) *Result {
	res := &Result{}
	if err := ctx.Err(); err != nil {
		res.Err = err
		return res
	}
	ctx, sent := traceSent(ctx, req.Method)
	req = req.WithContext(ctx)
	t.setHeader(req, call.Header)
	key, err := t.attachKey(ctx, req)
	if err != nil {
		res.Err = err
		return res
	}
	res.secrets = secretsOf(key, req.Header)
	resp, err := exchange(t.cfg.HTTP, req) //nolint:bodyclose // Result.read closes it, or the stream's reader does
	res.MaybeSent = sent.maybe()
	if err != nil {
		res.Err = err
		return res
	}
	res.StatusCode, res.Header = resp.StatusCode, resp.Header
	res.read(resp, call)
	return res
}

// setHeader sets the client's headers, then the call's: the nearer one wins.
func (t *Transport) setHeader(req *http.Request, perCall http.Header) {
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", t.cfg.UserAgent)
	maps.Copy(req.Header, t.cfg.Header.Clone()) // clones: a RoundTripper may append to what it is given
	maps.Copy(req.Header, perCall.Clone())
	if req.Header.Get("Idempotency-Key") != "" || req.Header.Get("X-Idempotency-Key") != "" {
		// net/http resends a POST that carries such a header by itself after a broken connection, and nothing says
		// that this API honours the header. Without GetBody it cannot.
		req.GetBody = nil
	}
}
