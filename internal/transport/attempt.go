package transport

import (
	"fmt"
	"maps"
	"net/http"
	"time"
)

// attempt sends the request once, with a fresh key and a fresh body, and reads the answer as far as the call wants it.
func (t *Transport) attempt(c *clock, req *http.Request, call Call) *Result {
	res := &Result{}
	if res.Err = c.ended(); res.Err != nil {
		return res
	}
	if res.Err = t.admit(c); res.Err != nil {
		return res
	}
	start := time.Now()
	s := c.attempt(t.cfg.AttemptTimeout)
	if err := t.send(s, req, call, res); err != nil {
		res.Err = s.explain(err)
	}
	if res.Stream != nil {
		res.Stream = newStream(res.Stream, s, t.cfg.AttemptTimeout)
	} else {
		s.stop()
	}
	res.Attempts = []Attempt{{
		Start:      start,
		Duration:   time.Since(start),
		StatusCode: res.StatusCode,
		Err:        res.Err,
	}}
	return res
}

// send does the exchange and fills res.
func (t *Transport) send(s *span, original *http.Request, call Call, res *Result) error {
	ctx, sent := traceSent(s.ctx, original.Method)
	req := original.WithContext(ctx)
	t.setHeader(req, original.Header, call.Header)
	if err := setBody(req, original); err != nil {
		return err
	}
	key, err := t.attachKey(ctx, req)
	if err != nil {
		return err
	}
	res.secrets = secretsOf(key, req.Header)
	resp, err := exchange(t.cfg.HTTP, req) //nolint:bodyclose // Result.read closes it, or the stream's reader does
	res.sent = sent.maybe(err)
	if err != nil {
		return err
	}
	res.StatusCode, res.Header = resp.StatusCode, resp.Header
	return res.read(resp, call)
}

// setHeader gives the attempt headers of its own: the builder's, the client's, then the call's. The nearer one wins. A
// RoundTripper may change them; the next attempt starts anew.
func (t *Transport) setHeader(req *http.Request, built, perCall http.Header) {
	req.Header = make(http.Header, len(built)+len(t.cfg.Header)+len(perCall)+3)
	maps.Copy(req.Header, built)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", t.cfg.UserAgent)
	maps.Copy(req.Header, t.cfg.Header.Clone())
	maps.Copy(req.Header, perCall.Clone())
}

// setBody gives the attempt a body of its own.
func setBody(req, original *http.Request) error {
	if original.GetBody == nil {
		return nil
	}
	body, err := original.GetBody()
	if err != nil {
		return fmt.Errorf("reading the request body again: %w", err)
	}
	req.Body = body
	if req.Header.Get("Idempotency-Key") != "" || req.Header.Get("X-Idempotency-Key") != "" {
		// net/http resends a POST that carries such a header by itself after a broken connection, and nothing says
		// that this API honours the header. Without GetBody it cannot.
		req.GetBody = nil
	}
	return nil
}
