package contract

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIDIsExactlyOneSegment(t *testing.T) {
	t.Parallel()
	v := newTestValidator(t)
	ids := []string{
		"customer-id", "a/b", "a%2Fb", "ü", "?", "#", "a b", "a+b", "a,b", "a;b", "..%2F", "%",
		"123", "true", "null", "{id}", "\xff", "\x00",
	}
	for _, id := range ids {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, customersPath+"/"+url.PathEscape(id), nil)
			m, violation := v.match(r)
			if violation != nil {
				t.Fatalf("match() = %v", violation)
			}
			if diff := cmp.Diff(map[string]string{"id": id}, m.params); diff != "" {
				t.Errorf("path parameters (-want +got):\n%s", diff)
			}
			if err := v.Request(r); err != nil {
				t.Errorf("Request() = %v", err)
			}
		})
	}
}

func TestEncodedPathSurvivesStripPrefix(t *testing.T) {
	t.Parallel()
	v := newTestValidator(t)
	var got map[string]string
	handler := http.StripPrefix("/base/path", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		m, violation := v.match(r)
		if violation != nil {
			t.Errorf("match() = %v", violation)
			return
		}
		got = m.params
	}))
	r := httptest.NewRequest(http.MethodGet, "/base/path"+customersPath+"/a%2Fb%3F", nil)
	handler.ServeHTTP(httptest.NewRecorder(), r)
	if diff := cmp.Diff(map[string]string{"id": "a/b?"}, got); diff != "" {
		t.Errorf("path parameters (-want +got):\n%s", diff)
	}
}

func TestUnmatchedRequests(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method, path string
		want         Violation
	}{
		{http.MethodGet, "/", Violation{Subject: `GET "/" request`, Status: http.StatusNotFound}},
		{http.MethodGet, "", Violation{Subject: `GET "" request`, Status: http.StatusNotFound}},
		{http.MethodGet, customersPath + "/", Violation{
			Subject: `GET "/api/v1/account-manager/customers/" request`, Status: http.StatusNotFound,
		}},
		{http.MethodGet, customersPath + "/..", Violation{
			Subject: `GET "/api/v1/account-manager/customers/.." request`, Status: http.StatusNotFound,
		}},
		{http.MethodGet, customersPath + "//accounts/addresses", Violation{
			Subject: `GET "/api/v1/account-manager/customers//accounts/addresses" request`, Status: http.StatusNotFound,
		}},
		{http.MethodPatch, customersPath, Violation{
			Subject: `PATCH "/api/v1/account-manager/customers" request`,
			Status:  http.StatusMethodNotAllowed,
			Allow:   []string{http.MethodGet, http.MethodPost},
		}},
		{http.MethodPost, customersPath + "/customer-id", Violation{
			Subject: `POST "/api/v1/account-manager/customers/customer-id" request`,
			Status:  http.StatusMethodNotAllowed,
			Allow:   []string{http.MethodDelete, http.MethodGet, http.MethodPut},
		}},
		{http.MethodHead, customersPath + "/customer-id/accounts/addresses", Violation{
			Subject: `HEAD "/api/v1/account-manager/customers/customer-id/accounts/addresses" request`,
			Status:  http.StatusMethodNotAllowed,
			Allow:   []string{http.MethodGet},
		}},
	}
	v := newTestValidator(t)
	for _, test := range tests {
		t.Run(test.want.Subject, func(t *testing.T) {
			t.Parallel()
			r := &http.Request{Method: test.method, URL: &url.URL{Path: test.path}, Header: http.Header{}}
			test.want.Faults = []Fault{{Field: "path", Message: "is not in the spec"}}
			if test.want.Status == http.StatusMethodNotAllowed {
				test.want.Faults = []Fault{{Field: "method", Message: "is not in the spec for this path"}}
			}
			if diff := cmp.Diff(&test.want, asViolation(t, v.Request(r))); diff != "" {
				t.Errorf("Request() (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(&test.want, asViolation(t, v.Response(r, http.StatusOK, nil, nil))); diff != "" {
				t.Errorf("Response() (-want +got):\n%s", diff)
			}
		})
	}
}
