package main

import (
	"net/http"
	"testing"
)

const (
	allowOrigin  = "Access-Control-Allow-Origin"
	allowHeaders = "Access-Control-Allow-Headers"
)

// corsRequest sends a request as a page of origin does, and returns the status code and header of the response.
func corsRequest(t *testing.T, method, url, origin string, headers ...string) (int, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url+"/api/v1/account-manager/customers", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Close = true
	r.Header.Set("Origin", origin)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode, response.Header
}

func TestCORS(t *testing.T) {
	t.Parallel()
	program := start(t, "-cors", "-fault", "status;status=503;times=1")
	for origin, allowed := range map[string]bool{
		"http://localhost:3000": true, "https://localhost": true, "http://127.0.0.1:5173": true, "http://[::1]:80": true,
		"http://page.example": false, "http://localhost.page.example": false, "http://app.localhost": false,
		"http://192.0.2.1": false, "file://localhost": false, "null": false, "": false, "http://%": false,
	} {
		want := ""
		if allowed {
			want = origin
		}
		_, header := corsRequest(t, http.MethodGet, program.url, origin, "X-API-KEY", "sandbox-key") // also with the fault
		if got := header.Get(allowOrigin); got != want {
			t.Errorf("%s: %s is %q, want %q", origin, allowOrigin, got, want)
		}
		if got := header.Get("Vary"); got != "Origin" {
			t.Errorf("%s: Vary is %q, want Origin", origin, got)
		}
		status, header := corsRequest(t, http.MethodOptions, program.url, origin,
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type,x-api-key")
		if got := header.Get(allowOrigin); got != want {
			t.Errorf("preflight from %s: %s is %q, want %q", origin, allowOrigin, got, want)
		}
		if ok := status == http.StatusNoContent; ok != allowed {
			t.Errorf("preflight from %s: status code %d", origin, status)
		}
		if got := header.Get(allowHeaders); allowed && got != "content-type,x-api-key" {
			t.Errorf("preflight from %s: %s is %q, want the headers of the request", origin, allowHeaders, got)
		}
	}
	if status, _ := corsRequest(t, http.MethodOptions, program.url, "http://localhost"); status != 401 {
		t.Errorf("OPTIONS without Access-Control-Request-Method is %d, want the 401 of the emulator", status)
	}
}

func TestCORS_DisabledByDefault(t *testing.T) {
	t.Parallel()
	program := start(t)
	status, header := corsRequest(t, http.MethodOptions, program.url, "http://localhost:3000", "Access-Control-Request-Method", "GET")
	if got := header.Get(allowOrigin); got != "" || status != 401 {
		t.Errorf("status code %d and %s %q, want 401 and none", status, allowOrigin, got)
	}
}
