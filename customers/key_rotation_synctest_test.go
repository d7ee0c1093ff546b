package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

const oldKey, newKey = "old-key-0123456789", "new-key-9876543210"

var errVault = errors.New("the vault is sealed")

// keySource is a source of keys that returns one element after the other, and repeats the last one. An element may be
// an error.
type keySource struct {
	keys  []any
	calls int
}

func (s *keySource) option() customers.Option {
	return customers.WithAPIKeySource(func(context.Context) (string, error) {
		next := s.keys[min(s.calls, len(s.keys)-1)]
		s.calls++
		if err, ok := next.(error); ok {
			return "", err
		}
		return fmt.Sprint(next), nil
	})
}

// unauthorized responds with 401 to the old key, and runs next for any other.
func unauthorized(next step) step {
	return func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("X-Api-Key") == oldKey {
			return status(401)(r)
		}
		return next(r)
	}
}

func keysOf(script *script) []string {
	keys := make([]string, len(script.seen))
	for i, r := range script.seen {
		keys[i] = r.Header.Get("X-Api-Key")
	}
	return keys
}

// TestWithAPIKeySource_Rotated rotates the key. Every operation, also a Create, is repeated once with the new key,
// without a wait and whatever the retry policy is.
func TestWithAPIKeySource_Rotated(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		synctest.Test(t, func(t *testing.T) {
			source := &keySource{keys: []any{oldKey, newKey}}
			client, script := scripted(t, []step{unauthorized(ok)}, customers.WithRetry(customers.NoRetry), source.option())
			var info customers.ResponseInfo
			if err := op.call(t, client, customers.WithResponseInfo(&info)); err != nil {
				t.Errorf("%s: %v", op.name, err)
			}
			if diff := cmp.Diff([]string{oldKey, newKey}, keysOf(script)); diff != "" {
				t.Fatalf("%s: keys (-want +got):\n%s", op.name, diff)
			}
			if script.times[1] != 0 {
				t.Errorf("%s: repeated after %v, want no wait", op.name, script.times[1])
			}
			if len(script.body) == 2 && script.body[0] != script.body[1] {
				t.Errorf("%s: bodies %q, want the same", op.name, script.body)
			}
			if source.calls != 2 {
				t.Errorf("%s: the source was called %d times, want 2", op.name, source.calls)
			}
			if len(info.Attempts) != 2 || info.Attempts[0].StatusCode != 401 || info.Attempts[0].Err != nil {
				t.Errorf("%s: attempts %+v, want a 401 and a success", op.name, info.Attempts)
			}
		})
	}
}

// TestWithAPIKeySource_401 has the repetition fail, or not happen.
func TestWithAPIKeySource_401(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		keys    []any
		step    step
		retry   customers.RetryPolicy
		codes   []int // of the attempts
		calls   int   // of the source
		want    error
		in      error // in the error, nil for none
		text    string
		unknown bool // for a Create
	}{
		"same key": {
			[]any{oldKey},
			unauthorized(ok),
			customers.RetryPolicy{},
			[]int{401},
			2, customers.ErrUnauthorized, nil, "401", false,
		},
		"source fails": {
			[]any{oldKey, errVault},
			unauthorized(ok),
			customers.RetryPolicy{},
			[]int{401},
			2, customers.ErrUnauthorized, errVault, "the vault is sealed", false,
		},
		"unusable key": {
			[]any{oldKey, "a\nb"},
			unauthorized(ok),
			customers.RetryPolicy{},
			[]int{401},
			2, customers.ErrUnauthorized, nil, "must not contain a line break", false,
		},
		"new key is refused too": {
			[]any{oldKey, newKey, "third-key-555555555"},
			status(401),
			customers.RetryPolicy{},
			[]int{401, 401},
			2, customers.ErrUnauthorized, nil, "401", false,
		},
		"429 with the new key": {
			[]any{oldKey, newKey},
			unauthorized(status(429)),
			customers.RetryPolicy{},
			[]int{401, 429, 429, 429},
			4, customers.ErrRateLimited, nil, "429", false,
		},
		"429 with the new key, NoRetry": {
			[]any{oldKey, newKey},
			unauthorized(status(429)), customers.NoRetry,
			[]int{401, 429},
			2, customers.ErrRateLimited, nil, "429", false,
		},
		"reset with the new key": {
			[]any{oldKey, newKey},
			unauthorized(reset), customers.NoRetry,
			[]int{401, 0},
			2, customers.ErrTransport, errReset, "reset", true,
		},
		"403": {
			[]any{oldKey, newKey},
			status(403),
			customers.RetryPolicy{},
			[]int{403},
			1, customers.ErrForbidden, nil, "403", false,
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			source := &keySource{keys: tc.keys}
			client, script := scripted(t, []step{tc.step}, customers.WithRetry(tc.retry), source.option())
			_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
			wantSentinel(t, err, tc.want)
			wantOutcomeUnknown(t, err, tc.unknown)
			e := asError(t, err)
			codes := make([]int, len(e.Attempts))
			for i, a := range e.Attempts {
				codes[i] = a.StatusCode
			}
			if !slices.Equal(codes, tc.codes) || len(script.seen) != len(tc.codes) {
				t.Errorf("%s: %d requests with the status codes %v, want %v", name, len(script.seen), codes, tc.codes)
			}
			if source.calls != tc.calls {
				t.Errorf("%s: the source was called %d times, want %d", name, source.calls, tc.calls)
			}
			if tc.in != nil && !errors.Is(err, tc.in) || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("%s: error = %v, want %v and %q in it", name, err, tc.in, tc.text)
			}
			if e.StatusCode == 401 && e.RequestID != "req-42" {
				t.Errorf("%s: RequestID = %q, want that of the 401", name, e.RequestID)
			}
		})
	}
}

// TestWithAPIKey_401 does not repeat a request with the same key.
func TestWithAPIKey_401(t *testing.T) {
	t.Parallel()
	client, script := scripted(t, []step{status(401)})
	_, err := client.Get(t.Context(), "a")
	wantSentinel(t, err, customers.ErrUnauthorized)
	if len(script.seen) != 1 {
		t.Errorf("%d requests, want 1", len(script.seen))
	}
}

// TestWithAPIKeySource_RotatedOften makes more calls with a rotated key than the retry budget has retries.
func TestWithAPIKeySource_RotatedOften(t *testing.T) {
	t.Parallel()
	client, script := scripted(t, []step{unauthorized(ok)}, (&alternatingSource{}).option())
	for range 150 {
		if _, err := client.Get(t.Context(), "customer-id"); err != nil {
			t.Fatal(err)
		}
	}
	if len(script.seen) != 300 {
		t.Errorf("%d requests, want 300", len(script.seen))
	}
}

// alternatingSource returns the old key and the new one in turn.
type alternatingSource struct{ calls int }

func (s *alternatingSource) option() customers.Option {
	return customers.WithAPIKeySource(func(context.Context) (string, error) {
		s.calls++
		return []string{newKey, oldKey}[s.calls%2], nil
	})
}

// TestWithAPIKeySource_RotationEnds ends the call while the source looks for another key. The error is that of the 401
// and of the end.
func TestWithAPIKeySource_RotationEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opt   customers.Option
		after time.Duration // of the cancellation
		want  error
		ends  time.Duration
	}{
		"WithTimeout":        {customers.WithTimeout(2 * time.Second), time.Hour, context.DeadlineExceeded, 2 * time.Second},
		"WithAttemptTimeout": {customers.WithAttemptTimeout(time.Second), time.Hour, context.DeadlineExceeded, time.Second},
		"cancellation":       {customers.WithTimeout(0), time.Second, context.Canceled, time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			calls := 0
			client, _ := scripted(t, []step{status(401)}, tc.opt,
				customers.WithAPIKeySource(func(ctx context.Context) (string, error) {
					if op, ok := customers.OperationFromContext(ctx); !ok || op.Name != "Get" {
						t.Errorf("%s: operation %+v, %v in the context of the source", name, op, ok)
					}
					if calls++; calls == 1 {
						return oldKey, nil
					}
					<-ctx.Done()
					return "", errVault
				}))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			time.AfterFunc(tc.after, cancel)
			start := time.Now()
			_, err := client.Get(ctx, "a")
			if got := time.Since(start); got != tc.ends {
				t.Errorf("%s: ended after %v, want %v", name, got, tc.ends)
			}
			wantSentinel(t, err, customers.ErrUnauthorized)
			if !errors.Is(err, tc.want) {
				t.Errorf("%s: error = %v, want %v in it", name, err, tc.want)
			}
			if got, want := asError(t, err).Timeout(), errors.Is(tc.want, context.DeadlineExceeded); got != want {
				t.Errorf("%s: Timeout() = %v, want %v: %v", name, got, want, err)
			}
		})
	}
}

// TestWithAPIKeySource_RotatedKeysAreRedacted repeats both keys in the second response, and in an error of the limiter
// that prevents the second request.
func TestWithAPIKeySource_RotatedKeysAreRedacted(t *testing.T) {
	t.Parallel()
	const both = "keys " + oldKey + " and " + newKey
	check := func(where string, err error) {
		t.Helper()
		e := asError(t, err)
		for _, text := range []string{err.Error(), e.Message, string(e.Body), fmt.Sprintf("%+v", e.Attempts)} {
			if strings.Contains(text, oldKey) || strings.Contains(text, newKey) {
				t.Errorf("%s: a key is shown: %s", where, text)
			}
		}
		if !strings.Contains(err.Error(), "keys [REDACTED] and [REDACTED]") {
			t.Errorf("%s: error = %v, want both keys redacted", where, err)
		}
	}
	source := &keySource{keys: []any{oldKey, newKey}}
	client, _ := scripted(t, []step{unauthorized(bodyOf(400, `{"message":"`+both+`"}`))}, source.option())
	_, err := client.Get(t.Context(), "a")
	check("response", err)

	source = &keySource{keys: []any{oldKey, newKey}}
	limiter := &slowLimiter{}
	refuse := func(r *http.Request) (*http.Response, error) {
		limiter.err = errors.New(both)
		return status(401)(r)
	}
	client, _ = scripted(t, []step{refuse}, source.option(), customers.WithLimiter(limiter))
	_, err = client.Get(t.Context(), "a")
	check("limiter", err)
}
