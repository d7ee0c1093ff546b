package customers_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func TestEachRangeIsACall(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		respond(200, jsonType, "["+documented+"]")(w, r)
	})
	all := client.All(t.Context())
	if calls.Load() != 0 {
		t.Error("All did I/O before it was ranged over")
	}
	for range 2 {
		for c, err := range all {
			if err != nil || c.ID != "customer-id" {
				t.Errorf("%+v, %v", c, err)
			}
		}
	}
	if calls.Load() != 2 {
		t.Errorf("%d calls, want 2", calls.Load())
	}
}

func TestBreakClosesTheBody(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{}, 2)
	client := offSpecServer(t, func(w http.ResponseWriter, r *http.Request) {
		defer func() { ended <- struct{}{} }()
		w.Header().Set("Content-Type", jsonType)
		_, _ = io.WriteString(w, "["+documented)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, ","+documented); err != nil {
				return
			}
		}
	})
	n := 0
	for _, err := range client.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 3 {
			break
		}
	}
	<-ended
	c, err := client.FindByExternalID(t.Context(), "customer-ext-001")
	if err != nil || c.ID != "customer-id" {
		t.Errorf("%v, %v", c, err)
	}
}

func TestCancelInTheMiddle(t *testing.T) {
	t.Parallel()
	client := offSpecServer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		_, _ = io.WriteString(w, "["+documented+",")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var err error
	for _, e := range client.All(ctx) {
		err = e
		cancel()
	}
	wantSentinel(t, err, customers.ErrTransport)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled in it", err)
	}
}

func TestListInSmallPieces(t *testing.T) {
	t.Parallel()
	client := newClient(t, "http://127.0.0.1:1", customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			body := "[" + documented + " , " + documented + "]"
			return &http.Response{
				StatusCode: 200,
				Header:     http.Header{"Content-Type": {jsonType}},
				Body:       io.NopCloser(iotest.OneByteReader(strings.NewReader(body))),
			}, nil
		}),
	}))
	list, err := client.List(t.Context())
	if err != nil || len(list) != 2 || list[1].ExternalID != "customer-ext-001" {
		t.Errorf("%+v, %v", list, err)
	}
}

// roundTripper is a transport made of a function.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
