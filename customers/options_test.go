package customers_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func TestOptionsReachTheWire(t *testing.T) {
	t.Parallel()
	var got http.Header
	echo := func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		respond(200, jsonType, documented)(w, r)
	}
	client := server(t, echo,
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
	// Here the SDK is the main module; internal/budget and make release-check see it replaced and released.
	if ua := got.Get("User-Agent"); !strings.HasPrefix(ua, "billing/1.4 link-sdk-go/devel (go") {
		t.Errorf("User-Agent: %q", ua)
	}
	derived, err := client.With(customers.WithHeader("x-tenant", "third"))
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range map[*customers.Client]string{derived: "third", client: "first"} {
		if _, err := c.Get(t.Context(), "a"); err != nil || got.Get("X-Tenant") != want {
			t.Errorf("x-tenant %q (%v), want %q", got.Get("X-Tenant"), err, want)
		}
	}
	if _, err := client.With(customers.WithAPIKey("")); !errors.Is(err, customers.ErrInvalidArgument) {
		t.Errorf("With of a bad option: %v", err)
	}
}

func TestJoinOptions(t *testing.T) {
	t.Parallel()
	joined := customers.JoinOptions(customers.WithAPIKey("an older key"), customers.WithHeader("x-tenant", "blue"), customers.WithAPIKey(testKey))
	client, service := scripted(t, []step{ok}, joined)
	if _, err := client.Get(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if h := service.seen[0].Header; h.Get("X-Tenant") != "blue" || h.Get("X-Api-Key") != testKey {
		t.Errorf("headers %v", h)
	}
	_, err := client.With(customers.JoinOptions(customers.WithTimeout(1), nil))
	wantSentinel(t, err, customers.ErrInvalidArgument)
}

func TestKeySource(t *testing.T) {
	t.Parallel()
	type ctxKey struct{}
	keys := []string{"key-number-one", "key-number-two", ""}
	errVault := errors.New("the vault is sealed")
	var got []string
	client := newClient(t, "https://h",
		customers.WithAPIKeyHeader("x-partner-key"),
		customers.WithAPIKeySource(func(ctx context.Context) (string, error) {
			if ctx.Value(ctxKey{}) != "here" {
				t.Error("the source did not get the call's context")
			}
			if len(keys) == 0 {
				return "", errVault
			}
			key := keys[0]
			keys = keys[1:]
			return key, nil
		}),
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			got = append(got, r.Header.Get("X-Partner-Key"))
			if r.Header.Get("X-Api-Key") != "" {
				t.Error("the key is in the default header too")
			}
			return &http.Response{StatusCode: 204, Body: http.NoBody}, nil
		})}),
	)
	ctx := context.WithValue(t.Context(), ctxKey{}, "here")
	for range 2 {
		if err := client.Delete(ctx, "a"); err != nil {
			t.Error(err)
		}
	}
	if strings.Join(got, " ") != "key-number-one key-number-two" {
		t.Errorf("keys on the wire: %v", got)
	}
	err := client.Delete(ctx, "a")
	wantSentinel(t, err, customers.ErrInvalidArgument)
	err = client.Delete(ctx, "a")
	wantSentinel(t, err, customers.ErrTransport)
	if !errors.Is(err, errVault) || errors.Is(err, customers.ErrOutcomeUnknown) || len(got) != 2 {
		t.Errorf("a failing source: %v", err)
	}
}

func TestHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var cookies []string
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		cookies = append(cookies, r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "affinity", Value: "node-7", Path: "/"})
		w.WriteHeader(http.StatusNoContent)
	})
	hc := &http.Client{Jar: jar, Timeout: 5 * time.Second}
	client, err = client.With(customers.WithHTTPClient(hc))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := client.Delete(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Join(cookies, ",") != ",affinity=node-7" {
		t.Errorf("cookies on the wire: %q", cookies)
	}
	if hc.Transport != nil || hc.CheckRedirect != nil || hc.Timeout != 5*time.Second {
		t.Errorf("the caller's client was changed: %+v", hc)
	}
}
