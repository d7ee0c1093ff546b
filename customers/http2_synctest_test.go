package customers_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestCreateOverHTTP2 tells the requests that a server says it did not process (RFC 9113 section 8.7), which may be sent
// again and did nothing, from those it gave up on, which may not and perhaps did. net/http resends the former by itself,
// seven times with growing waits, before it reports them.
func TestCreateOverHTTP2(t *testing.T) {
	t.Parallel()
	const noError, internalError, refusedStream, cancelled = 0x0, 0x2, 0x7, 0x8
	for name, tc := range map[string]struct {
		answer         func(n int, stream uint32) []byte
		streams, dials int
		attempts       int
		unknown        bool // whether the error is ErrOutcomeUnknown
		succeeds       bool
	}{
		"refused once": {
			answer: func(n int, stream uint32) []byte {
				if n == 0 {
					return resetStream(stream, refusedStream)
				}
				return created(stream)
			},
			streams: 2, dials: 1, attempts: 1, succeeds: true,
		},
		"refused by one attempt's resends": {
			answer: func(n int, stream uint32) []byte {
				if n < 8 {
					return resetStream(stream, refusedStream)
				}
				return created(stream)
			},
			streams: 9, dials: 1, attempts: 2, succeeds: true,
		},
		"refused for ever": {
			answer:  func(_ int, stream uint32) []byte { return resetStream(stream, refusedStream) },
			streams: 24, dials: 1, attempts: 3,
		},
		"connection going away": {
			answer: func(n int, stream uint32) []byte {
				if n == 0 {
					return goAway(0, noError)
				}
				return created(stream)
			},
			streams: 2, dials: 2, attempts: 1, succeeds: true,
		},
		"given up on": {
			answer:  func(_ int, stream uint32) []byte { return resetStream(stream, internalError) },
			streams: 1, dials: 1, attempts: 1, unknown: true,
		},
		"cancelled": {
			answer:  func(_ int, stream uint32) []byte { return resetStream(stream, cancelled) },
			streams: 1, dials: 1, attempts: 1, unknown: true,
		},
		"going away with the request": {
			answer:  func(_ int, stream uint32) []byte { return goAway(stream, internalError) },
			streams: 1, dials: 1, attempts: 1, unknown: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				hc, srv := newH2Client(t, tc.answer)
				client := newClient(t, "https://h", customers.WithHTTPClient(hc),
					customers.WithTimeout(0), customers.WithAttemptTimeout(2*time.Minute), // net/http resends for one
					customers.WithRetry(customers.RetryPolicy{MaxElapsed: time.Hour}))
				var info customers.ResponseInfo
				c, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive},
					customers.WithResponseInfo(&info))
				if tc.succeeds && (err != nil || c.ID != "customer-id") {
					t.Errorf("Create = %v, %v", c, err)
				}
				if !tc.succeeds {
					wantSentinel(t, err, customers.ErrTransport)
				}
				if got := errors.Is(err, customers.ErrOutcomeUnknown); got != tc.unknown {
					t.Errorf("outcome unknown = %v (%v), want %v", got, err, tc.unknown)
				}
				if srv.streams != tc.streams || srv.dials != tc.dials || len(info.Attempts) != tc.attempts {
					t.Errorf("%d requests over %d connections in %d attempts, want %d, %d and %d",
						srv.streams, srv.dials, len(info.Attempts), tc.streams, tc.dials, tc.attempts)
				}
			})
		})
	}
}
