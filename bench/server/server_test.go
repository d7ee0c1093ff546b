package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/server"
)

const customers = "/api/v1/account-manager/customers"

// TestBodies holds that lists are what their path says, the same each time, however they are transferred.
func TestBodies(t *testing.T) {
	t.Parallel()
	srv, again := httptest.NewServer(server.New()), httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	t.Cleanup(again.Close)
	const n, accounts = 2000, 4
	whole, length := get(t, srv.URL+server.Base(n, accounts)+customers)
	if length != int64(len(whole)) {
		t.Errorf("Content-Length %d, want %d", length, len(whole))
	}
	chunked, length := get(t, srv.URL+server.ChunkedBase(n, accounts)+customers)
	if length != -1 || !bytes.Equal(whole, chunked) {
		t.Errorf("chunked: Content-Length %d, the same body: %t", length, bytes.Equal(whole, chunked))
	}
	if second, _ := get(t, again.URL+server.Base(n, accounts)+customers); !bytes.Equal(whole, second) {
		t.Error("another server makes another list")
	}
	var list []struct {
		ID       string            `json:"id"`
		Accounts []json.RawMessage `json:"accounts"`
	}
	if err := json.Unmarshal(whole, &list); err != nil || len(list) != n {
		t.Fatalf("%d customers, want %d: %v", len(list), n, err)
	}
	seen := map[string]bool{}
	for _, c := range list {
		if seen[c.ID] || len(c.Accounts) != accounts {
			t.Fatalf("customer %s: a second time: %t; %d accounts, want %d", c.ID, seen[c.ID], len(c.Accounts), accounts)
		}
		seen[c.ID] = true
	}
}

func get(tb testing.TB, url string) (body []byte, length int64) {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		tb.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	if body, err = io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		tb.Fatal(res.Status, err)
	}
	return body, res.ContentLength
}
