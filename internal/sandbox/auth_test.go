package sandbox

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestKeyIsRequired(t *testing.T) {
	t.Parallel()
	const unauthorized = `{"statusCode":401,"message":"Unauthorized"}`
	tests := []struct {
		name string
		keys []string
		want int
	}{
		{"none", nil, http.StatusUnauthorized},
		{"empty", []string{""}, http.StatusUnauthorized},
		{"wrong", []string{"wrong"}, http.StatusUnauthorized},
		{"longer", []string{testKey + "x"}, http.StatusUnauthorized},
		{"shorter", []string{testKey[:3]}, http.StatusUnauthorized},
		{"other case", []string{"TEST-KEY"}, http.StatusUnauthorized},
		{"twice", []string{testKey, testKey}, http.StatusUnauthorized},
		{"right", []string{testKey}, http.StatusOK},
	}
	f := serve(t, Config{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, customersPath, nil)
			r.Header["X-Api-Key"] = test.keys
			w := httptest.NewRecorder()
			f.ServeHTTP(w, r)
			if w.Code != test.want {
				t.Errorf("status = %d, want %d", w.Code, test.want)
			}
			if test.want == http.StatusUnauthorized && w.Body.String() != unauthorized {
				t.Errorf("body = %s, want %s", w.Body, unauthorized)
			}
		})
	}
}

func TestEveryOperationNeedsTheKey(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	const one = customersPath + "/customer-id"
	tests := []struct{ method, path, body string }{
		{http.MethodPost, customersPath, `{"externalId":"x","status":"active"}`},
		{http.MethodGet, customersPath, ""},
		{http.MethodGet, one, ""},
		{http.MethodPut, one, `{"status":"inactive"}`},
		{http.MethodDelete, one, ""},
		{http.MethodGet, one + "/accounts/addresses", ""},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			got := f.do(t, test.method, test.path, test.body, "X-Api-Key", "wrong")
			got.want(t, http.StatusUnauthorized, `{"statusCode":401,"message":"Unauthorized"}`)
		})
	}
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]") // nothing has changed
}
