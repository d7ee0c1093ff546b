package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"slices"
	"strings"
)

const (
	// MaxErrorBytes bounds what is kept of a response that is not the resource, in bytes.
	MaxErrorBytes = 64 << 10
	// maxDrainBytes bounds what is read and dropped so that the connection can be reused, in bytes.
	maxDrainBytes = 512 << 10
)

// ErrTooLarge marks a 2xx response larger than the call's bound.
var ErrTooLarge = errors.New("response too large")

// withBody reads the response body within bounds and closes it, or leaves it open for a stream.
func (t *Transport) withBody(next handler) handler {
	return func(ctx context.Context, x *exchange) error {
		if err := next(ctx, x); err != nil {
			return err
		}
		return x.res.readBody(x.resp, x.call)
	}
}

func (res *Result) readBody(resp *http.Response, call Call) (err error) {
	isResource := IsSuccess(resp.StatusCode) && IsJSON(resp.Header)
	if isResource && call.Stream {
		res.Stream = resp.Body
		return nil
	}
	defer resp.Body.Close() // the body was read: an error from Close changes nothing
	limit := int64(MaxErrorBytes)
	if isResource {
		limit = min(call.MaxBytes, math.MaxInt64-1) + 1 // one byte more than allowed shows that there is more
	}
	var whole bool
	res.Body, whole, err = readUpTo(resp.Body, limit, resp.ContentLength)
	if !whole {
		_, _ = io.CopyN(io.Discard, resp.Body, maxDrainBytes)
	}
	if isResource && int64(len(res.Body)) > call.MaxBytes {
		res.Body = res.Body[:min(len(res.Body), MaxErrorBytes)]
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, call.MaxBytes)
	}
	return err
}

// readUpTo reads at most limit bytes and reports whether that was the whole body. contentLength is -1 if unknown; a
// right one saves the growing of the buffer.
func readUpTo(r io.Reader, limit, contentLength int64) (body []byte, whole bool, err error) {
	spare := 512
	if contentLength >= 0 {
		spare = 1 // for the read that finds the end
	}
	body = make([]byte, 0, min(max(contentLength, 0), limit, 1<<20)+int64(spare))
	for int64(len(body)) < limit {
		if len(body) == cap(body) {
			body = slices.Grow(body, spare)
		}
		free := body[len(body):min(int64(cap(body)), limit)]
		n, err := r.Read(free)
		body = body[:len(body)+n]
		switch {
		case errors.Is(err, io.EOF):
			return body, true, nil
		case err != nil:
			return body, false, fmt.Errorf("reading the response: %w", err)
		}
	}
	return body, false, nil
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
