package sandbox

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestUpdate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		passes time.Duration
		status string
		want   string
	}{
		{"documented", 15 * time.Minute, "inactive", "2026-04-02T09:15:00.000Z"},
		{"same status", 15 * time.Minute, "active", "2026-04-02T09:15:00.000Z"},
		{"milliseconds", 7 * time.Millisecond, "inactive", "2026-04-02T09:00:00.007Z"},
		{"less than a millisecond", 999 * time.Microsecond, "inactive", "2026-04-02T09:00:00.001Z"},
		{"clock stands still", 0, "inactive", "2026-04-02T09:00:00.001Z"},
		{"clock goes back", -time.Hour, "inactive", "2026-04-02T09:00:00.001Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, clock := seeded(t)
			clock.now = clock.now.Add(test.passes)
			want := strings.Replace(documentedOne, `"active"`, `"`+test.status+`"`, 1)
			want = strings.Replace(want, `"updatedAt":"2026-04-02T09:00:00.000Z"`, `"updatedAt":"`+test.want+`"`, 1)
			f.do(t, http.MethodPut, customersPath+"/customer-id", `{"status":"`+test.status+`"}`).want(t, http.StatusOK, want)
			f.do(t, http.MethodGet, customersPath+"/customer-id", "").want(t, http.StatusOK, want)
		})
	}
}

func TestUpdateKeepsTheRest(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{Now: newClock().tell})
	if err := f.Seed(GenerateSeed(0, 3, 2)); err != nil {
		t.Fatal(err)
	}
	const one = customersPath + "/cst-000000001"
	before := f.do(t, http.MethodGet, customersPath, "").body
	addresses := f.do(t, http.MethodGet, one+"/accounts/addresses", "").body
	f.do(t, http.MethodPut, one, `{"status":"inactive"}`)
	parts := strings.Split(before, `{"id":"cst-`)
	parts[2] = strings.Replace(parts[2], `"active"`, `"inactive"`, 1)
	parts[2] = strings.Replace(parts[2], `"updatedAt":"2026-04-02T09:00:00.000`, `"updatedAt":"2026-04-02T09:00:00.001`, 1)
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, strings.Join(parts, `{"id":"cst-`))
	f.do(t, http.MethodGet, one+"/accounts/addresses", "").want(t, http.StatusOK, addresses)
}

func TestUpdateUnknown(t *testing.T) {
	t.Parallel()
	serve(t, Config{}).do(t, http.MethodPut, customersPath+"/nobody", `{"status":"active"}`).
		want(t, http.StatusNotFound, `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`)
}
