package sandbox

import (
	"net/http"
	"testing"
)

func TestDocumentedSeed(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{})
	if err := f.Seed(DocumentedSeed()); err != nil {
		t.Fatal(err)
	}
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]")
}
