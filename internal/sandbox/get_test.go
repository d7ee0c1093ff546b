package sandbox

import (
	"net/http"
	"net/url"
	"testing"
)

func TestGet(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	f.do(t, http.MethodGet, customersPath+"/customer-id", "").want(t, http.StatusOK, documentedOne)
	f.do(t, http.MethodGet, customersPath+"/CUSTOMER-ID", "").
		want(t, http.StatusNotFound, `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`)
}

func TestIDArrivesAsOneSegment(t *testing.T) {
	t.Parallel()
	ids := []string{"a/b", "a%2Fb", "ü", "?", "#", "a b", "a+b", "a,b", "a;b", "%", "123", "true", "x/accounts/addresses"}
	f := serve(t, Config{})
	for _, id := range ids {
		if err := f.Seed(Seed{Customers: []SeedCustomer{{ID: id, ExternalID: "ext " + id}}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range ids {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			want, err := f.store.get(id)
			if err != nil {
				t.Fatal(err)
			}
			path := customersPath + "/" + url.PathEscape(id)
			f.do(t, http.MethodGet, path, "").want(t, http.StatusOK, want.wire)
			f.do(t, http.MethodGet, path+"/accounts/addresses", "").want(t, http.StatusOK, "[]")
		})
	}
}
