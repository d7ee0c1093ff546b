package customers_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestIdleStream ends a list that pauses for longer than an attempt may take, and one whose header does not come.
func TestIdleStream(t *testing.T) {
	t.Parallel()
	for pause, want := range map[time.Duration]time.Duration{9 * time.Second: 0, 11 * time.Second: 10 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			client, _ := scripted(t, []step{func(r *http.Request) (*http.Response, error) {
				body, w := io.Pipe()
				go func() {
					_, _ = io.WriteString(w, "["+documented)
					for range 9 {
						select {
						case <-time.After(pause):
							_, _ = io.WriteString(w, ","+documented)
						case <-r.Context().Done():
							_ = w.CloseWithError(r.Context().Err())
						}
					}
					_, _ = io.WriteString(w, "]")
					_ = w.Close()
				}()
				return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jsonType}}, Body: body}, nil
			}})
			start := time.Now()
			list, err := client.List(t.Context())
			if want == 0 {
				if err != nil || len(list) != 10 {
					t.Errorf("pauses of %v: %d customers, %v", pause, len(list), err)
				}
				return
			}
			wantSentinel(t, err, customers.ErrTransport)
			if got := time.Since(start); got != want || !errors.Is(err, context.DeadlineExceeded) ||
				!strings.Contains(err.Error(), "no byte of the list within 10s") {
				t.Errorf("pauses of %v: %v after %v", pause, err, got)
			}
		})
	}
}
