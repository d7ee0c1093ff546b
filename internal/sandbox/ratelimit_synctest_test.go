package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// rateResult is the status code of a response, and its rate limit headers.
type rateResult struct {
	Status           int
	Limit, Remaining string
	Reset            time.Duration // since the start of the test
	RetryAfter       string
}

func send(s *Sandbox, start time.Time, key string) (rateResult, string) {
	r := httptest.NewRequest(http.MethodGet, customersPath, http.NoBody)
	r.Header.Set("X-Api-Key", key)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	h := w.Header()
	reset, _ := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	return rateResult{
		w.Code, h.Get("X-RateLimit-Limit"), h.Get("X-RateLimit-Remaining"), time.Unix(reset, 0).Sub(start), h.Get("Retry-After"),
	}, w.Body.String()
}

// TestRateLimit sends requests in several windows of a minute. The time in the bubble starts at midnight.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s, err := New(Config{APIKey: testKey, RateLimit: RateLimit{2, time.Minute}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Fail(Fault{Status: http.StatusServiceUnavailable}, 1); err != nil { // a fault is counted and has the headers too
			t.Fatal(err)
		}
		for _, step := range []struct {
			at   time.Duration
			key  string
			want rateResult
		}{
			{0, testKey, rateResult{503, "2", "1", time.Minute, ""}},
			{10 * time.Second, testKey, rateResult{200, "2", "0", time.Minute, ""}},
			{20*time.Second + time.Millisecond, testKey, rateResult{429, "2", "0", time.Minute, "40"}},
			{20*time.Second + time.Millisecond, "another", rateResult{401, "2", "1", time.Minute, ""}},
			{time.Minute - 1, testKey, rateResult{429, "2", "0", time.Minute, "1"}},
			{time.Minute, testKey, rateResult{200, "2", "1", 2 * time.Minute, ""}},
			{607 * time.Second, testKey, rateResult{200, "2", "1", 11 * time.Minute, ""}},
			{607 * time.Second, testKey, rateResult{200, "2", "0", 11 * time.Minute, ""}},
			{607 * time.Second, testKey, rateResult{429, "2", "0", 11 * time.Minute, "53"}},
		} {
			time.Sleep(time.Until(start.Add(step.at)))
			got, body := send(s, start, step.key)
			if diff := cmp.Diff(step.want, got); diff != "" {
				t.Errorf("after %v (-want +got):\n%s", step.at, diff)
			}
			if got.Status == 429 && body != `{"statusCode":429,"message":"Too Many Requests"}` {
				t.Errorf("body of the 429 is %s", body)
			}
		}
	})
}

func TestRateLimit_ConfiguredClockAndEnvelope(t *testing.T) {
	t.Parallel()
	c := newClock()
	s, err := New(Config{APIKey: testKey, RateLimit: RateLimit{1, time.Hour}, Now: c.read, Profiles: []string{"envelope"}})
	if err != nil {
		t.Fatal(err)
	}
	start := c.now
	for _, want := range []rateResult{{200, "1", "0", time.Hour, ""}, {429, "1", "0", time.Hour, "1800"}, {200, "1", "0", 2 * time.Hour, ""}} {
		got, body := send(s, start, testKey)
		if got != want {
			t.Errorf("response is %+v, want %+v", got, want)
		}
		if want.Status == 429 && !strings.Contains(body, `"code":"RATE_LIMITED"`) {
			t.Errorf("body of the 429 is %s, want the envelope", body)
		}
		c.now = c.now.Add(30 * time.Minute)
	}
}

func TestRateLimit_ConcurrentRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Config{APIKey: testKey, RateLimit: RateLimit{100, time.Second}})
		if err != nil {
			t.Fatal(err)
		}
		var succeeded atomic.Int64
		var clients sync.WaitGroup
		for range 16 {
			clients.Go(func() {
				for range 20 {
					if got, _ := send(s, time.Now(), testKey); got.Status == 200 {
						succeeded.Add(1)
					}
				}
			})
		}
		clients.Wait()
		if succeeded.Load() != 100 {
			t.Errorf("%d of 320 requests succeeded, want 100", succeeded.Load())
		}
	})
}

func TestRateLimit_ResponsesFollowTheSpec(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{RateLimit: RateLimit{1, time.Hour}, Now: newClock().read})
	for _, want := range []int{http.StatusOK, http.StatusTooManyRequests} {
		if got := f.do(t, http.MethodGet, customersPath, ""); got.status != want {
			t.Errorf("status = %d, want %d", got.status, want)
		}
	}
}

func TestParseRateLimit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]RateLimit{
		"1000/h": {1000, time.Hour}, "1/s": {1, time.Second}, "90/m": {90, time.Minute}, "600/10s": {600, 10 * time.Second},
	} {
		if got, err := ParseRateLimit(text); err != nil || got != want {
			t.Errorf("ParseRateLimit(%q) = %+v, %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "1000", "/h", "h", "1000/", "0/h", "-1/h", "x/h", "1000/d", "1000/1.5s", "1000/0s", "1000/ms", "1000/-1h", "1000/5", "1000/h ",
	} {
		if got, err := ParseRateLimit(text); err == nil {
			t.Errorf("ParseRateLimit(%q) = %+v, want an error", text, got)
		}
	}
}

// TestRateLimit_ManyWrongKeys checks that wrong keys need bounded memory, and do not use up the requests of the API key.
func TestRateLimit_ManyWrongKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s, err := New(Config{APIKey: testKey, RateLimit: RateLimit{1, time.Hour}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range MaxRateKeys {
			if got, _ := send(s, start, strconv.Itoa(i)); got.Status != http.StatusUnauthorized {
				t.Fatalf("wrong key %d: status %d, want 401", i, got.Status)
			}
		}
		for _, step := range []struct {
			key  string
			want int
		}{
			{"0", 429},     // has a count of its own
			{"a", 401},     // this key and all further ones share one count
			{"b", 429},     //
			{testKey, 200}, // always has a count of its own
			{testKey, 429},
		} {
			if got, _ := send(s, start, step.key); got.Status != step.want {
				t.Errorf("key %q: status %d, want %d", step.key, got.Status, step.want)
			}
		}
		if got, most := len(s.rateCounter.used), MaxRateKeys+2; got > most {
			t.Errorf("%d keys are counted, want at most %d", got, most)
		}
	})
}
