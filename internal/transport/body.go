package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	// MaxErrorBytes bounds what is kept of a response that is not the resource, in bytes.
	MaxErrorBytes = 64 << 10
	// maxDrainBytes bounds what is read and dropped so that the connection can be reused, in bytes.
	maxDrainBytes = 512 << 10
	// maxDrainTime bounds the time that this takes. A new connection costs less than a longer wait.
	maxDrainTime = time.Second
	// maxForeignRead bounds one read of a foreign body, in bytes, and so the second buffer that it takes.
	maxForeignRead = 64 << 10
	// foreignGrace is how long a foreign body has to return after the context of the attempt ended.
	foreignGrace = 100 * time.Millisecond
	// maxEmptyReads is how many reads in a row may return neither a byte nor an error.
	maxEmptyReads = 100
)

// ErrTooLarge marks a 2xx response larger than the call's bound.
var ErrTooLarge = errors.New("response too large")

// errInvalidRead marks a body that violates the contract of io.Reader.
var errInvalidRead = errors.New("the body returned an invalid count of bytes")

// withBody reads the response body within bounds and closes it, or leaves it open for a stream.
func (t *Transport) withBody(next handler) handler {
	return func(ctx context.Context, x *exchange) error {
		if err := next(ctx, x); err != nil {
			return err
		}
		body := &body{attempt: x.timer, rc: x.resp.Body, foreign: t.foreign}
		if x.resp.StatusCode < http.StatusOK {
			// A 1xx response has no body (RFC 9110 section 15.2). After a 101, net/http returns the connection as the body,
			// which no context ends.
			_ = body.Close()
			return nil
		}
		return x.res.readBody(body, x.resp, x.call)
	}
}

func (res *Result) readBody(body *body, resp *http.Response, call Call) (err error) {
	isResource := IsSuccess(resp.StatusCode) && IsJSON(resp.Header)
	if isResource && call.Stream {
		res.open = body
		return nil
	}
	defer func() { _ = body.Close() }() // the body was read: an error from Close changes nothing
	limit := int64(MaxErrorBytes)
	if isResource {
		limit = min(call.MaxBytes, math.MaxInt64-1) + 1 // one byte more than allowed shows that there is more
	}
	res.Body, err = readUpTo(body, limit, resp.ContentLength)
	if int64(len(res.Body)) == limit {
		body.drain()
	}
	if isResource && int64(len(res.Body)) > call.MaxBytes {
		res.Body = slices.Clone(res.Body[:min(len(res.Body), MaxErrorBytes)])
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, call.MaxBytes)
	}
	return err
}

// readUpTo reads at most limit bytes. contentLength is -1 if unknown; a right one saves the growing of the buffer.
func readUpTo(r io.Reader, limit, contentLength int64) (body []byte, err error) {
	spare := 512
	if contentLength >= 0 {
		spare = 1 // for the read that finds the end
	}
	body = make([]byte, 0, min(max(contentLength, 0), limit, 1<<20)+int64(spare))
	for int64(len(body)) < limit {
		if len(body) == cap(body) {
			body = slices.Grow(body, int(min(int64(max(spare, len(body))), limit-int64(len(body)))))
		}
		free := body[len(body):min(int64(cap(body)), limit)]
		n, err := r.Read(free)
		body = body[:len(body)+n]
		switch {
		case errors.Is(err, io.EOF):
			return body, nil
		case err != nil:
			return body, fmt.Errorf("reading the response: %w", err)
		}
	}
	return body, nil
}

// body is the body of a response. Its reads end with the context of the attempt. The bodies of net/http do that by
// themselves. A foreign body, which a middleware or a RoundTripper of the caller may have made, is read and closed in
// goroutines that are abandoned if they block. A body that returns neither bytes nor an error fails with
// io.ErrNoProgress.
type body struct {
	attempt attemptTimer
	rc      io.ReadCloser
	foreign bool
	empty   int    // reads in a row that returned nothing
	buf     []byte // of a foreign body, which may write to it after it was abandoned
	blocked bool   // whether a read was abandoned
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	if b.foreign {
		n, err = b.readForeign(p[:min(len(p), maxForeignRead)])
	} else {
		n, err = b.rc.Read(p)
	}
	if n > 0 || err != nil {
		b.empty = 0
		return n, err
	}
	if b.empty++; b.empty >= maxEmptyReads {
		return 0, io.ErrNoProgress
	}
	return 0, nil
}

func (b *body) readForeign(p []byte) (int, error) {
	if b.blocked || b.attempt.ctx.Err() != nil { // a body that ignores the context may return bytes for ever
		return 0, context.Cause(b.attempt.ctx)
	}
	if len(b.buf) < len(p) {
		b.buf = make([]byte, len(p))
	}
	rc, buf := b.rc, b.buf[:len(p)]
	results := runForeign(func() (int, error) { return rc.Read(buf) })
	r, ok := receive(results, b.attempt.ctx.Done(), nil)
	switch {
	case !ok:
		b.blocked = true
		return 0, context.Cause(b.attempt.ctx)
	case r.n < 0 || r.n > len(p):
		return 0, errInvalidRead
	}
	return copy(p, buf[:r.n]), r.err
}

// Close closes the body.
func (b *body) Close() error {
	if !b.foreign {
		return b.rc.Close()
	}
	rc := b.rc
	results := runForeign(func() (int, error) { return 0, rc.Close() })
	r, _ := receive(results, b.attempt.ctx.Done(), time.After(maxDrainTime))
	return r.err
}

// result is the result of a Read or Close.
type result struct {
	n        int
	err      error
	returned bool // false after a panic, whose value is panicked, and after runtime.Goexit
	panicked any
}

// runForeign calls fn in a goroutine of its own.
func runForeign(fn func() (int, error)) <-chan result {
	results := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if !r.returned {
				r.panicked = recover()
			}
			results <- r
		}()
		r.n, r.err = fn()
		r.returned = true
	}()
	return results
}

// receive receives a result until done is closed or timeout fires. After done it waits a little longer: code that
// observes the context returns then, and Close does not meet its Read. A panic continues in the goroutine of the call,
// where the caller can recover.
func receive(results <-chan result, done <-chan struct{}, timeout <-chan time.Time) (r result, ok bool) {
	select {
	case r = <-results:
	case <-timeout:
		return result{}, false
	case <-done:
		select {
		case r = <-results:
		case <-time.After(foreignGrace):
			return result{}, false
		}
	}
	if !r.returned {
		if r.panicked == nil {
			runtime.Goexit()
		}
		panic(r.panicked) //nolint:forbidigo // a panic of the caller's code goes on
	}
	return r, true
}

// drain reads and drops the rest of the body, within bounds in bytes and in time.
func (b *body) drain() {
	defer b.attempt.endAfter(maxDrainTime, ErrStoppedReading).Stop()
	_, _ = io.CopyN(io.Discard, b, maxDrainBytes)
}

// IsSuccess reports whether status is 2xx (RFC 9110 section 15.3).
func IsSuccess(status int) bool { return status >= 200 && status <= 299 }

// IsJSON reports whether the media type of the response is JSON. A response without Content-Type counts as JSON,
// because the recipient may then examine the body (RFC 9110 section 8.3).
func IsJSON(h http.Header) bool {
	ct := h.Get("Content-Type")
	if ct == "" || ct == "application/json" || ct == "application/json; charset=utf-8" {
		return true
	}
	mt, _, err := mime.ParseMediaType(ct)
	return err == nil && (mt == "application/json" || strings.HasSuffix(mt, "+json"))
}
