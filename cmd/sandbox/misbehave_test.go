package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// TestMisbehave plans what the flags say, and refuses what only shows when the spec is known.
func TestMisbehave(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(sandbox.Config{APIKey: "k"})
	if err != nil {
		t.Fatal(err)
	}
	if err := (options{faults: []string{"status;status=418;times=1;op=listCustomers"}}).misbehave(s); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{418, 200} {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/account-manager/customers", http.NoBody)
		r.Header.Set("X-API-KEY", "k")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("status %d, want %d", w.Code, want)
		}
	}
	err = options{faults: []string{"reset;op=explode"}}.misbehave(s)
	if err == nil || !strings.Contains(err.Error(), `-fault the spec has no operation "explode"`) {
		t.Errorf("an unknown operation: %v", err)
	}
}
