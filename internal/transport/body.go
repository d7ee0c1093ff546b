package transport

import (
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
	// MaxErrorBytes bounds what is kept of an answer that is not the resource.
	MaxErrorBytes = 64 << 10
	// maxDrainBytes bounds what is read and dropped so that the connection can be used again.
	maxDrainBytes = 512 << 10
)

// ErrTooLarge marks a 2xx answer larger than the call's bound.
var ErrTooLarge = errors.New("response too large")

// read takes over resp.Body: it leaves it open for a stream, else reads it within bounds and closes it.
func (res *Result) read(resp *http.Response, call Call) (err error) {
	wanted := IsSuccess(resp.StatusCode) && IsJSON(resp.Header)
	if wanted && call.Stream {
		res.Stream = resp.Body
		return nil
	}
	defer resp.Body.Close() // everything of interest was read; a failure to close changes nothing for the caller
	limit := int64(MaxErrorBytes)
	if wanted {
		limit = min(call.MaxBytes, math.MaxInt64-1) + 1 // one more than allowed shows that there is more
	}
	var whole bool
	res.Body, whole, err = readUpTo(resp.Body, limit, resp.ContentLength)
	if !whole {
		_, _ = io.CopyN(io.Discard, resp.Body, maxDrainBytes)
	}
	if wanted && int64(len(res.Body)) > call.MaxBytes {
		res.Body = res.Body[:min(len(res.Body), MaxErrorBytes)]
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, call.MaxBytes)
	}
	return err
}

// readUpTo reads at most limit bytes, and reports whether that was all there is. length is the announced one, -1 when
// unknown: right, it saves the growing.
func readUpTo(r io.Reader, limit, length int64) (body []byte, whole bool, err error) {
	room := 512
	if length >= 0 {
		room = 1 // for the read that finds the end
	}
	body = make([]byte, 0, min(max(length, 0), limit, 1<<20)+int64(room))
	for int64(len(body)) < limit {
		if len(body) == cap(body) {
			body = slices.Grow(body, room)
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

// IsSuccess reports a 2xx status (RFC 9110 section 15.3).
func IsSuccess(status int) bool { return status >= 200 && status <= 299 }

// IsJSON reports whether the answer's media type is JSON, or absent, which leaves it to the recipient to look (RFC 9110
// section 8.3).
func IsJSON(h http.Header) bool {
	ct := h.Get("Content-Type")
	if ct == "" || ct == "application/json" || ct == "application/json; charset=utf-8" {
		return true
	}
	mt, _, err := mime.ParseMediaType(ct)
	return err == nil && (mt == "application/json" || strings.HasSuffix(mt, "+json"))
}
