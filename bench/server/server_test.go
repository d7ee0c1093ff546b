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

const listPath = "/api/v1/account-manager/customers"

// TestBodies checks that a list has the size in its path, and that its bytes depend neither on the server nor on the
// transfer coding.
func TestBodies(t *testing.T) {
	t.Parallel()
	srv, again := httptest.NewServer(server.New()), httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	t.Cleanup(again.Close)
	const n, accounts = 2000, 4
	whole, length := get(t, srv.URL+server.Base(n, accounts)+listPath)
	if length != int64(len(whole)) {
		t.Errorf("Content-Length %d, want %d", length, len(whole))
	}
	chunked, length := get(t, srv.URL+server.ChunkedBase(n, accounts)+listPath)
	if length != -1 {
		t.Errorf("chunked: Content-Length %d, want none", length)
	}
	if !bytes.Equal(whole, chunked) {
		t.Error("the chunked body differs from the body with Content-Length")
	}
	if second, _ := get(t, again.URL+server.Base(n, accounts)+listPath); !bytes.Equal(whole, second) {
		t.Error("another server sent a different list")
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
		if seen[c.ID] {
			t.Fatalf("customer %s appears twice", c.ID)
		}
		if len(c.Accounts) != accounts {
			t.Fatalf("customer %s has %d accounts, want %d", c.ID, len(c.Accounts), accounts)
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
