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
	_, err := client.Get(t.Context(), "a", customers.WithRequestHeader("x-tenant", "second"))
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
	if _, err := client.Get(t.Context(), "a"); err != nil {
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
	wantSentinel(t, client.Delete(ctx, "a"), customers.ErrInvalidArgument)
	err := client.Delete(ctx, "a")
	wantSentinel(t, err, customers.ErrTransport)
	if !errors.Is(err, errVault) {
		t.Errorf("error = %v, want the error of the source in it", err)
	}
	if errors.Is(err, customers.ErrOutcomeUnknown) {
		t.Errorf("error = %v, but nothing was sent", err)
	}

	var sent []string
	for _, r := range service.seen {
		sent = append(sent, r.Header.Get("X-Partner-Key"))
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
