package sandbox

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// TestStepsAreInOrder sends requests that are wrong in two ways; the outer step must answer.
func TestStepsAreInOrder(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{})
	large := strings.Repeat("x", contract.MaxRequestBytes+1)
	tests := []struct {
		name, method, path, body, key string
		want                          int
	}{
		{"key before body", http.MethodPost, customersPath, large, "wrong", http.StatusUnauthorized},
		{"key before route", http.MethodGet, "/nowhere", "", "wrong", http.StatusUnauthorized},
		{"body before route", http.MethodPost, "/nowhere", large, testKey, http.StatusRequestEntityTooLarge},
		{"spec before operation", http.MethodPut, customersPath + "/unknown", "{}", testKey, http.StatusBadRequest},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := f.do(t, test.method, test.path, test.body, "X-Api-Key", test.key, offSpec, "yes")
			if got.status != test.want {
				t.Errorf("status = %d, want %d", got.status, test.want)
			}
			if got.header.Get("X-Request-Id") == "" {
				t.Error("the answer has no X-Request-Id")
			}
		})
	}
}
