package customers_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestOptions_RequestHeaders reads the options that set headers in one request.
func TestOptions_RequestHeaders(t *testing.T) {
	t.Parallel()
	var got http.Header
	handler := func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		respond(200, jsonType, documented)(w, r)
	}
	client := server(t, handler,
		customers.WithHeader("Authorization", "Bearer jwt"),
		customers.WithHeader("x-tenant", "first"),
		customers.WithUserAgent("billing/1.4"),
	)
	_, err := client.Get(t.Context(), "customer-id", customers.WithRequestHeader("x-tenant", "second"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer jwt", "X-Tenant": "second", "X-Api-Key": testKey, "Accept": jsonType,
	} {
		if strings.Join(got.Values(name), ",") != want {
			t.Errorf("%s: %q, want %q", name, got.Values(name), want)
		}
	}
	// The SDK is the main module of this test, so its version is devel.
	want := "billing/1.4 link-sdk-go/devel (" + runtime.Version() + ")"
	if ua := got.Get("User-Agent"); ua != want {
		t.Errorf("User-Agent: %q, want %q", ua, want)
	}
}

func TestJoinOptions(t *testing.T) {
	t.Parallel()
	joined := customers.JoinOptions(
		customers.WithAPIKey("an older key"),
		customers.WithHeader("x-tenant", "blue"),
		customers.WithAPIKey(testKey))
	client, service := scripted(t, []step{ok}, joined)
	if _, err := client.Get(t.Context(), "customer-id"); err != nil {
		t.Fatal(err)
	}
	header := service.seen[0].Header
	if got := header.Get("X-Tenant"); got != "blue" {
		t.Errorf("X-Tenant = %q, want blue", got)
	}
	if got := header.Get("X-Api-Key"); got != testKey {
		t.Errorf("X-Api-Key = %q, want the last of the keys", got)
	}

	_, err := client.With(customers.JoinOptions(customers.WithTimeout(1), nil))
	wantSentinel(t, err, customers.ErrInvalidArgument)
}

// TestWithAPIKeySource has a source that returns two keys, then an invalid one, then an error.
func TestWithAPIKeySource(t *testing.T) {
	t.Parallel()
	type ctxKey struct{}
	keys := []string{"key-number-one", "key-number-two", ""}
	errVault := errors.New("the vault is sealed")
	source := func(ctx context.Context) (string, error) {
		if ctx.Value(ctxKey{}) != "caller" {
			t.Error("the source did not get the context of the call")
		}
		if len(keys) == 0 {
			return "", errVault
		}
		key := keys[0]
		keys = keys[1:]
		return key, nil
	}
	client, service := scripted(t, []step{ok}, customers.WithRetry(customers.NoRetry),
		customers.WithAPIKeyHeader("x-partner-key"), customers.WithAPIKeySource(source))
	ctx := context.WithValue(t.Context(), ctxKey{}, "caller")

	for range 2 {
		if err := client.Delete(ctx, "a"); err != nil {
			t.Error(err)
		}
	}
	wantSentinel(t, client.Delete(ctx, "a"), customers.ErrClientSide)
	err := client.Delete(ctx, "a")
	wantSentinel(t, err, customers.ErrClientSide)
	if !errors.Is(err, errVault) {
		t.Errorf("error = %v, want the error of the source in it", err)
	}
	if errors.Is(err, customers.ErrOutcomeUnknown) {
		t.Errorf("error = %v, but nothing was sent", err)
	}

	sent := make([]string, len(service.seen))
	for i, r := range service.seen {
		sent[i] = r.Header.Get("X-Partner-Key")
		if r.Header.Get("X-Api-Key") != "" {
			t.Error("the key is in the default header as well")
		}
	}
	if diff := cmp.Diff([]string{"key-number-one", "key-number-two"}, sent); diff != "" {
		t.Errorf("keys sent (-want +got):\n%s", diff)
	}
}

// TestWithHTTPClient uses the caller's cookie jar and does not modify the caller's client.
func TestWithHTTPClient(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var cookies []string
	handler := func(w http.ResponseWriter, r *http.Request) {
		cookies = append(cookies, r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "affinity", Value: "node-7", Path: "/"})
		w.WriteHeader(http.StatusNoContent)
	}
	hc := &http.Client{Jar: jar, Timeout: 5 * time.Second}
	client := server(t, handler, customers.WithHTTPClient(hc))
	for range 2 {
		if err := client.Delete(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"", "affinity=node-7"}, cookies); diff != "" {
		t.Errorf("cookies sent (-want +got):\n%s", diff)
	}
	if hc.Transport != nil {
		t.Error("the Transport of the caller's client was set")
	}
	if hc.CheckRedirect != nil {
		t.Error("the CheckRedirect of the caller's client was set")
	}
	if hc.Timeout != 5*time.Second {
		t.Errorf("the Timeout of the caller's client is %v, want 5s", hc.Timeout)
	}
}

// rateLimitHeaders adds headers to each response of a handler.
func rateLimitHeaders(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-RateLimit-Limit", "1000")
		h.Set("X-RateLimit-Remaining", "7")
		h.Set("X-RateLimit-Reset", "1775120400")
		h.Set("Retry-After", "30")
		h.Set("X-Newer", "field")
		next(w, r)
	}
}

// TestWithResponseInfo fills ResponseInfo from a success and from an error, whose Error has the same values.
func TestWithResponseInfo(t *testing.T) {
	t.Parallel()
	rateLimit := customers.RateLimit{Limit: 1000, Remaining: 7, Reset: time.Unix(1775120400, 0).UTC()}
	for status, body := range map[int]string{200: documented, 429: `{"statusCode":429,"message":"Too Many Requests"}`} {
		client := server(t, rateLimitHeaders(respond(status, jsonType, body)))
		var info customers.ResponseInfo
		_, err := client.Get(t.Context(), "a", customers.WithResponseInfo(&info))
		want := customers.ResponseInfo{
			StatusCode: status,
			RequestID:  "req-42",
			RetryAfter: 30 * time.Second,
			RateLimit:  rateLimit,
			Attempts:   []customers.Attempt{{StatusCode: status, RequestID: "req-42"}},
			Body:       []byte(body),
		}
		ignored := cmp.Options{
			cmpopts.IgnoreFields(customers.ResponseInfo{}, "Header"),
			cmpopts.IgnoreFields(customers.Attempt{}, "Start", "Duration"),
		}
		if diff := cmp.Diff(want, info, ignored); diff != "" {
			t.Errorf("%d: info (-want +got):\n%s", status, diff)
		}
		if got := info.Header.Get("X-Newer"); got != "field" {
			t.Errorf("%d: X-Newer = %q", status, got)
		}
		for _, a := range info.Attempts {
			if a.Start.IsZero() {
				t.Errorf("%d: the attempt has no Start", status)
			}
			if a.Duration <= 0 {
				t.Errorf("%d: Duration = %v", status, a.Duration)
			}
		}
		if status == 200 {
			continue
		}
		e := asError(t, err)
		got := customers.ResponseInfo{
			StatusCode: e.StatusCode, RequestID: e.RequestID, RetryAfter: e.RetryAfter, RateLimit: e.RateLimit,
			Attempts: e.Attempts, Header: e.Header, Body: e.Body,
		}
		if diff := cmp.Diff(info, got); diff != "" {
			t.Errorf("Error and ResponseInfo differ (-info +error):\n%s", diff)
		}
	}
}

// TestWithResponseInfo_List fills ResponseInfo before the first customer arrives.
func TestWithResponseInfo_List(t *testing.T) {
	t.Parallel()
	client := server(t, respond(200, jsonType, "["+documented+"]"))
	check := func(info customers.ResponseInfo) {
		t.Helper()
		if info.StatusCode != 200 {
			t.Errorf("StatusCode = %d, want 200", info.StatusCode)
		}
		if info.RequestID != "req-42" {
			t.Errorf("RequestID = %q, want req-42", info.RequestID)
		}
	}
	var info customers.ResponseInfo
	for _, err := range client.All(t.Context(), customers.WithResponseInfo(&info)) {
		if err != nil {
			t.Error(err)
		}
		check(info)
		if info.Body != nil {
			t.Errorf("Body = %s, want none for a list", info.Body)
		}
	}

	info = customers.ResponseInfo{}
	_, err := client.FindByExternalID(t.Context(), "nobody", customers.WithResponseInfo(&info))
	wantSentinel(t, err, customers.ErrNotFound)
	check(info)
	if got := asError(t, err).RequestID; got != "req-42" {
		t.Errorf("RequestID of the error = %q, want that of the list", got)
	}
}

// TestWithHTTPClient_InvalidRoundTripper violates the contract of http.RoundTripper in two ways.
func TestWithHTTPClient_InvalidRoundTripper(t *testing.T) {
	t.Parallel()
	for name, resp := range map[string]*http.Response{
		"no response":  nil,
		"without body": {StatusCode: 200, Header: http.Header{"X-Ratelimit-Limit": {"many"}}},
	} {
		client := newClient(t, "https://h", customers.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(*http.Request) (*http.Response, error) { return resp, nil }),
		}))
		_, err := client.Get(t.Context(), "customer-id")
		want := customers.ErrUnexpectedResponse
		if resp == nil {
			want = customers.ErrTransport
		}
		wantSentinel(t, err, want)
		if limit := asError(t, err).RateLimit; limit != (customers.RateLimit{}) {
			t.Errorf("%s: RateLimit = %+v, want zero", name, limit)
		}
	}
}

// TestWithRetry_Contradictions refuses bounds that another bound of the same policy makes ineffective. Defaults are
// adapted instead.
func TestWithRetry_Contradictions(t *testing.T) {
	t.Parallel()
	const s = time.Second
	type policy = customers.RetryPolicy
	for _, tc := range []struct {
		policy policy
		want   string // the problems
	}{
		{policy{BaseDelay: 2 * s, MaxDelay: s}, "retry.BaseDelay must not exceed MaxDelay, which is 1s"},
		{policy{BaseDelay: 9 * s}, "retry.BaseDelay must not exceed MaxDelay, which is 8s"},
		{policy{BaseDelay: 5 * s, MaxElapsed: 4 * s}, "retry.BaseDelay must not exceed MaxElapsed, which is 4s"},
		{policy{MaxDelay: 5 * s, MaxElapsed: 4 * s}, "retry.MaxDelay must not exceed MaxElapsed, which is 4s"},
		{policy{MaxDelay: time.Minute}, "retry.MaxDelay must not exceed MaxElapsed, which is 30s"},
		{policy{BaseDelay: 2 * s, MaxDelay: -1}, "retry.MaxDelay must not be negative"},
		{policy{MaxDelay: s, MaxElapsed: -1}, "retry.MaxElapsed must not be negative"},
		{policy{MaxDelay: time.Millisecond}, ""},
		{policy{MaxElapsed: time.Millisecond}, ""},
		{policy{BaseDelay: s, MaxDelay: s, MaxElapsed: s}, ""},
		{policy{BaseDelay: 10 * s, MaxDelay: time.Minute, MaxElapsed: time.Hour}, ""},
	} {
		_, err := customers.New("https://h", customers.WithAPIKey(testKey), customers.WithRetry(tc.policy))
		if tc.want == "" {
			if err != nil {
				t.Errorf("%+v: %v", tc.policy, err)
			}
			continue
		}
		wantSentinel(t, err, customers.ErrInvalidArgument)
		if err != nil {
			if diff := cmp.Diff(tc.want, asError(t, err).Message); diff != "" {
				t.Errorf("%+v: message (-want +got):\n%s", tc.policy, diff)
			}
		}
	}
}
