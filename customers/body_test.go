package customers_test

import (
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestMaxResponseBytes bounds the body of a single object.
func TestMaxResponseBytes(t *testing.T) {
	t.Parallel()
	for name, bound := range map[string]int64{"exact": int64(len(documented)), "maximum": math.MaxInt64} {
		client := offSpecServer(t, respond(200, jsonType, documented), customers.WithMaxResponseBytes(bound))
		if _, err := client.Get(t.Context(), "customer-id"); err != nil {
			t.Errorf("%s bound: %v", name, err)
		}
	}
}

// TestMaxResponseBytes_Exceeded sends one byte more than the bound. The error keeps the status code and the beginning
// of the body, and the outcome of a Create is unknown.
func TestMaxResponseBytes_Exceeded(t *testing.T) {
	t.Parallel()
	bound := int64(len(documented))
	client := offSpecServer(t, respond(200, jsonType, documented+" "), customers.WithMaxResponseBytes(bound))
	_, err := client.Get(t.Context(), "a")
	wantSentinel(t, err, customers.ErrResponseTooLarge)
	e := asError(t, err)
	if e.StatusCode != 200 {
		t.Errorf("StatusCode = %d, want 200", e.StatusCode)
	}
	if len(e.Body) == 0 {
		t.Error("Body is empty")
	}
	_, err = client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
	wantSentinel(t, err, customers.ErrResponseTooLarge)
	wantOutcomeUnknown(t, err, true)
}

// TestMaxResponseBytes_ErrorBody keeps at most 64 KiB of a body that exceeds the bound.
func TestMaxResponseBytes_ErrorBody(t *testing.T) {
	t.Parallel()
	body := `{"id":"` + strings.Repeat("x", 200_000) + `"}`
	client := offSpecServer(t, respond(200, jsonType, body), customers.WithMaxResponseBytes(100_000))
	_, err := client.Get(t.Context(), "a")
	wantSentinel(t, err, customers.ErrResponseTooLarge)
	if got := len(asError(t, err).Body); got != 64<<10 {
		t.Errorf("Body has %d bytes, want %d", got, 64<<10)
	}
}

// TestBody_MediaType decodes a body whose media type is JSON, or absent, and no other.
func TestBody_MediaType(t *testing.T) {
	t.Parallel()
	for mediaType, accepted := range map[string]bool{
		"application/json": true, "application/json; charset=utf-8": true, "Application/JSON;charset=latin1": true,
		"application/hal+json": true, "": true,
		"text/html": false, "text/json": false, "application/jsonx": false, "application/json; charset": false,
	} {
		client := offSpecServer(t, respond(200, mediaType, documented))
		_, err := client.Get(t.Context(), "customer-id")
		if accepted {
			if err != nil {
				t.Errorf("%q: %v", mediaType, err)
			}
			continue
		}
		wantSentinel(t, err, customers.ErrUnexpectedResponse)
	}
}

// endlessBody is a body without an end. It counts the bytes that were read.
type endlessBody struct{ read int }

func (b *endlessBody) Read(p []byte) (int, error) {
	clear(p)
	b.read += len(p)
	return len(p), nil
}

func (*endlessBody) Close() error { return nil }

// TestBody_DrainIsBounded reads at most 512 KiB more of an error body than an Error keeps.
func TestBody_DrainIsBounded(t *testing.T) {
	t.Parallel()
	body := &endlessBody{}
	client := newClient(t, "https://h",
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 500, Header: http.Header{}, Body: body, ContentLength: -1}, nil
		})}))
	e := asError(t, client.Delete(t.Context(), "a"))
	if len(e.Body) != 64<<10 {
		t.Errorf("Body has %d bytes, want %d", len(e.Body), 64<<10)
	}
	if want := (64 + 512) << 10; body.read > want {
		t.Errorf("%d bytes were read, want at most %d", body.read, want)
	}
}

// TestBody_FalseContentLength reads a short body whose Content-Length is larger than the memory of the process.
func TestBody_FalseContentLength(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://h", customers.WithMaxResponseBytes(math.MaxInt64),
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := ok(r)
			resp.ContentLength = 1 << 60
			return resp, err
		})}))
	if _, err := client.Get(t.Context(), "customer-id"); err != nil {
		t.Error(err)
	}
}

// TestBody_NilBody treats the nil body of a RoundTripper as an empty one.
func TestBody_NilBody(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://h",
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}}, nil
		})}))
	if err := client.Delete(t.Context(), "a"); err != nil {
		t.Errorf("Delete: %v", err)
	}
	_, err := client.Get(t.Context(), "a")
	wantSentinel(t, err, customers.ErrUnexpectedResponse)
}

// TestBody_NilResponse treats a RoundTripper that returns neither a response nor an error as failed.
func TestBody_NilResponse(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://h",
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return nil, nil //nolint:nilnil // that is the condition
		})}))
	for _, op := range operations() {
		err := op.call(t, client)
		wantSentinel(t, err, customers.ErrTransport)
		wantOutcomeUnknown(t, err, op.write)
	}
}
