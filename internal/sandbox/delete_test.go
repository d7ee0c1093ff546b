package sandbox

import (
	"net/http"
	"testing"
)

func TestDelete(t *testing.T) {
	t.Parallel()
	const missing = `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`
	f, _ := seeded(t)
	const one = customersPath + "/customer-id"
	got := f.do(t, http.MethodDelete, one, "")
	got.want(t, http.StatusNoContent, "")
	if contentType := got.header.Get("Content-Type"); contentType != "" {
		t.Errorf("Content-Type of no content is %q", contentType)
	}
	f.do(t, http.MethodDelete, one, "").want(t, http.StatusNotFound, missing)
	f.do(t, http.MethodGet, one+"/accounts/addresses", "").want(t, http.StatusNotFound, missing)
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "[]")
}
