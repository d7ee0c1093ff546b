package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
)

var errNoResponse = errors.New("the HTTP client returned no response")

// exchange does one HTTP exchange. It calls the RoundTripper itself, because http.Client would follow redirects,
// drop the status of one with a broken Location, and write the URL, with the customer's id, into its errors. Of the
// caller's client it honours Transport, Jar and Timeout; CheckRedirect has nothing to check.
func exchange(client *http.Client, req *http.Request) (*http.Response, error) {
	var cancel context.CancelFunc
	if client.Timeout > 0 {
		cause := timeoutError{"no answer to an attempt", client.Timeout}
		var ctx context.Context
		ctx, cancel = context.WithTimeoutCause(req.Context(), client.Timeout, cause)
		req = req.WithContext(ctx)
	}
	if client.Jar != nil {
		for _, c := range client.Jar.Cookies(req.URL) {
			req.AddCookie(c)
		}
	}
	resp, err := client.Transport.RoundTrip(req)
	if err == nil && resp == nil {
		err = errNoResponse
	}
	if err != nil {
		if cause := context.Cause(req.Context()); cause != nil {
			err = withCause(err, cause)
		}
		if cancel != nil {
			cancel()
		}
		return nil, err
	}
	if client.Jar != nil {
		if cookies := resp.Cookies(); len(cookies) > 0 {
			client.Jar.SetCookies(req.URL, cookies)
		}
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	if cancel != nil {
		resp.Body = &cancelBody{ReadCloser: resp.Body, cancel: cancel}
	}
	return resp, nil
}

// cancelBody ends the timeout of the caller's http.Client when the body is closed.
type cancelBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b *cancelBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}
