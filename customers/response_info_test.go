package customers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestResponseInfo fills every field, for answers and for errors, and an Error says the same.
func TestResponseInfo(t *testing.T) {
	t.Parallel()
	reset := time.Unix(1775120400, 0).UTC()
	for _, status := range []int{200, 429} {
		body := documented
		if status == 429 {
			body = `{"statusCode":429,"message":"Too Many Requests"}`
		}
		client := server(t, func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("X-RateLimit-Limit", "1000")
			h.Set("X-RateLimit-Remaining", "7")
			h.Set("X-RateLimit-Reset", "1775120400")
			h.Set("Retry-After", "30")
			h.Set("X-Newer", "field")
			respond(status, jsonType, body)(w, r)
		})
		var info customers.ResponseInfo
		_, err := client.Get(t.Context(), "a", customers.WithResponseInfo(&info))
		want := customers.RateLimit{Limit: 1000, Remaining: 7, Reset: reset}
		if info.StatusCode != status || info.RequestID != "req-42" || info.RetryAfter != 30*time.Second ||
			info.RateLimit != want || info.Header.Get("X-Newer") != "field" || string(info.Body) != body {
			t.Errorf("%d: info = %+v", status, info)
		}
		if len(info.Attempts) != 1 || info.Attempts[0].StatusCode != status || info.Attempts[0].Start.IsZero() ||
			info.Attempts[0].Duration <= 0 || info.Attempts[0].Err != nil {
			t.Errorf("%d: attempts = %+v", status, info.Attempts)
		}
		if status == 200 {
			continue
		}
		e := asError(t, err)
		if e.RetryAfter != info.RetryAfter || e.RateLimit != want || e.Header.Get("X-Newer") != "field" {
			t.Errorf("error = %+v", e)
		}
		if diff := cmp.Diff(info.Attempts, e.Attempts); diff != "" {
			t.Error(diff)
		}
	}
}

// TestResponseInfoOfAList is filled when the first customer arrives.
func TestResponseInfoOfAList(t *testing.T) {
	t.Parallel()
	client := server(t, respond(200, jsonType, "["+documented+"]"))
	var info customers.ResponseInfo
	for _, err := range client.All(t.Context(), customers.WithResponseInfo(&info)) {
		if err != nil || info.StatusCode != 200 || info.RequestID != "req-42" || info.Body != nil {
			t.Errorf("%v, info = %+v", err, info)
		}
	}
	_, err := client.FindByExternalID(t.Context(), "nobody", customers.WithResponseInfo(&info))
	wantSentinel(t, err, customers.ErrNotFound)
	if e := asError(t, err); e.StatusCode != 200 || e.RequestID != "req-42" || info.StatusCode != 200 {
		t.Errorf("error = %+v", e)
	}
}

func TestRetryAfterAndRequestID(t *testing.T) {
	t.Parallel()
	date := time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)
	for _, tc := range []struct {
		name, value string
		min, max    time.Duration
	}{
		{"Retry-After", date, 58 * time.Minute, time.Hour},
		{"Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT", 0, 0},
		{"Retry-After", "-5", 0, 0},
		{"Retry-After", "soon", 0, 0},
		{"Retry-After", "99999999999999", 1 << 62, 1<<63 - 1},
	} {
		client := offSpecServer(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(tc.name, tc.value)
			respond(503, jsonType, `{}`)(w, r)
		})
		e := asError(t, client.Delete(t.Context(), "a"))
		if e.RetryAfter < tc.min || e.RetryAfter > tc.max {
			t.Errorf("%s: wait %v", tc.value, e.RetryAfter)
		}
	}
	for _, name := range []string{"X-Correlation-Id", "Request-Id"} {
		client := offSpecServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(name, "other")
			w.WriteHeader(http.StatusNotFound)
		})
		if e := asError(t, client.Delete(t.Context(), "a")); e.RequestID != "other" {
			t.Errorf("%s: request ID %q", name, e.RequestID)
		}
	}
	long := offSpecServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", strings.Repeat("x", 5000))
		w.WriteHeader(http.StatusNotFound)
	})
	if e := asError(t, long.Delete(t.Context(), "a")); len(e.RequestID) != 128 {
		t.Errorf("a request ID of %d bytes, want at most 128", len(e.RequestID))
	}
	client := offSpecServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"error":{"code":"X","message":"y","requestId":"in-the-body"}}`))
	})
	if e := asError(t, client.Delete(t.Context(), "a")); e.RequestID != "in-the-body" {
		t.Errorf("request ID %q, want the body's", e.RequestID)
	}
}
