package sandbox

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// statusOf sends one request and returns the status code, or 0 if there is no response.
func statusOf(t *testing.T, s *Sandbox, method, fault string) int {
	t.Helper()
	srv := httptest.NewServer(s)
	defer srv.Close()
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+customersPath+"/customer-id", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-API-KEY", testKey)
	if fault != "" {
		req.Header.Set(FaultHeader, fault)
	}
	resp, err := srv.Client().Do(req)
	if err != nil {
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

func newSandbox(t *testing.T) *Sandbox {
	t.Helper()
	s, err := New(Config{APIKey: testKey, Journal: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Seed(documentedSeed()); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFaultHeader_Times checks that two of every three requests with one header fail, and that another header is
// counted separately.
func TestFaultHeader_Times(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	const twice = "status;status=429;times=2"
	for i, want := range []int{429, 429, 200, 429, 429, 200} {
		if got := statusOf(t, s, http.MethodGet, twice); got != want {
			t.Errorf("request %d: status %d, want %d", i, got, want)
		}
	}
	for _, header := range []string{twice, twice + ";id=mine", "html;status=504", "html;status=504", "reset"} {
		if got := statusOf(t, s, http.MethodGet, header); got == 200 {
			t.Errorf("%s: status 200, want a fault", header)
		}
	}
	if got := statusOf(t, s, http.MethodGet, ""); got != 200 {
		t.Errorf("without the header: status %d, want 200", got)
	}
}

// TestFail_OrderAndOperation checks that faults are injected in order, and that a fault for one operation waits for it.
func TestFail_OrderAndOperation(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	for _, plan := range []struct {
		fault Fault
		times int
	}{
		{Fault{Status: 500, Operation: "deleteCustomer"}, 1},
		{Fault{Status: 501}, 2},
		{Fault{Status: 502}, 0},
	} {
		if err := s.Fail(plan.fault, plan.times); err != nil {
			t.Fatal(err)
		}
	}
	for i, step := range []struct {
		method string
		want   int
	}{{"GET", 501}, {"DELETE", 500}, {"DELETE", 501}, {"GET", 502}, {"DELETE", 502}, {"GET", 502}} {
		if got := statusOf(t, s, step.method, ""); got != step.want {
			t.Errorf("request %d: status %d, want %d", i, got, step.want)
		}
	}
	if entries := s.Journal(); len(entries) != 0 {
		t.Errorf("the journal has %v, want no entries", entries)
	}
}

func TestParseFault_Invalid(t *testing.T) {
	t.Parallel()
	for text, reason := range map[string]string{
		"":                        "kind",
		"explode":                 `kind "explode"`,
		"status;status=200":       "from 400 to 599",
		"redirect;status=200":     "from 300 to 399",
		"html;status=99":          "from 200 to 599",
		"status;status=x":         "parameter status",
		"reset;times=0":           "parameter times",
		"reset;times=-1":          "parameter times",
		"delay;delay=-1s":         "delay must be positive",
		"delay;delay=long":        "parameter delay",
		"status-after;status=409": "from 500 to 599",
		"reset;status=500":        "reset has no status",
		"status;delay=1s":         "status has no delay",
		"html;message=x":          "html has no message",
		"reset;colour=red":        `unknown parameter "colour"`,
		"status;status=503;times": "parameter times",
	} {
		_, _, err := ParseFault(text)
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("ParseFault(%q) = %v, want %q", text, err, reason)
		}
	}
	s := newSandbox(t)
	if got := statusOf(t, s, http.MethodGet, "explode"); got != http.StatusBadRequest {
		t.Errorf("invalid fault header: status %d, want 400", got)
	}
	if err := s.Fail(Fault{Status: 503}, -1); err == nil {
		t.Error("Fail() accepted times -1")
	}
}

// TestFaultTable checks that the table in api/README.md lists every kind of fault in order, with whether the request is
// carried out.
func TestFaultTable(t *testing.T) {
	t.Parallel()
	notCarriedOut := []FaultKind{FaultStatus, FaultHTML, FaultRedirect, FaultReset}
	want := make([]string, 0, len(FaultKinds()))
	for _, kind := range FaultKinds() {
		carriedOut := "yes"
		if slices.Contains(notCarriedOut, kind) {
			carriedOut = "no"
		}
		want = append(want, string(kind)+" "+carriedOut)
	}
	const file = "../../api/README.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| fault | carried out | what the client receives |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	got := make([]string, 0, len(want))
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (yes|no) \\|").FindAllStringSubmatch(table, -1) {
		got = append(got, row[1]+" "+row[2])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults in %s (-sandbox +table):\n%s", file, diff)
	}
}
