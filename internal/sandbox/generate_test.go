package sandbox

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGenerateSeed(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{Now: newClock().tell})
	for _, first := range []int{0, 10} { // two parts fit together
		if err := f.Seed(GenerateSeed(first, 10, 2)); err != nil {
			t.Fatal(err)
		}
	}
	if f.Len() != 20 {
		t.Errorf("Len() = %d, want 20", f.Len())
	}
	f.do(t, http.MethodGet, customersPath+"/cst-000000019", "").want(t, http.StatusOK,
		`{"id":"cst-000000019","externalId":"customer-ext-000000019","status":"inactive","participantId":"participant-123",`+
			`"accounts":[{"id":"account-000000019-0","type":"stablecoins","status":"active","name":"Account 0"},`+
			`{"id":"account-000000019-1","type":"stablecoins","status":"active","name":"Account 1"}],`+
			`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`)
	f.do(t, http.MethodGet, customersPath+"/cst-000000019/accounts/addresses", "").want(t, http.StatusOK,
		`["0x0000000000000000000000000000001300000000","0x0000000000000000000000000000001300000001"]`)
	body := f.do(t, http.MethodGet, customersPath, "").body
	if got := strings.Count(body, `"status":"inactive"`); got != 2 {
		t.Errorf("%d of 20 customers are inactive, want 2", got)
	}
	if diff := cmp.Diff(GenerateSeed(3, 2, 1), GenerateSeed(3, 2, 1)); diff != "" {
		t.Errorf("the same arguments give another seed:\n%s", diff)
	}
}
