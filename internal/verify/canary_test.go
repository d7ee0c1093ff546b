package verify

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// canaries are texts that no output may contain, as a whole or five characters of them.
var canaries = []string{"QWZXJV", "BKWFHQ", "VYXKQM", "JZPWQK", "WQXZVB", "KQJXWZ", "ZKVQJP", "XJWQBK"}

// TestOutput_NoValues checks that no output contains the key, an id, an external ID or another value of a body, even if
// the service repeats them in messages, names and headers.
func TestOutput_NoValues(t *testing.T) {
	t.Parallel()
	repeat := "canary " + testKey + " id-BKWFHQ ext-VYXKQM"
	deviations := map[string]func(http.Handler) http.Handler{
		"none": nil,
		"names and messages": altered(func(r *http.Request, response *reply) {
			switch {
			case response.status >= 400:
				response.body = `{"statusCode":` + `400,"message":"` + repeat + `","id-BKWFHQ":{"XJWQBK canary":1},"JZPWQK@example.com":2}`
			case r.Method == http.MethodGet:
				response.body = strings.Replace(response.body, `"status":`, `"VYXKQM7777":1,"ZKVQJP@x":{"id-BKWFHQ":null},"status":`, 1)
			}
			response.header.Set("X-Request-Id", repeat)
			response.header.Set("X-Canary-KQJXWZ1234", repeat)
			response.header.Set("Retry-After", "WQXZVB")
			response.header.Set("Date", repeat)
			response.header.Set("Content-Encoding", repeat)
			response.header.Set("X-Ratelimit-Limit", repeat)
			response.header.Set("Link", "<https://x/"+repeat+`>; rel="next"`)
		}),
		"types":           replaced(`"participantId":"[^"]*"`, `"participantId":["JZPWQK"],"createdAt":{"XJWQBK":"BKWFHQ"}`),
		"duplicate names": replaced(`"participantId":"[^"]*"`, `"JZPWQK":1,"JZPWQK":2`),
		"not JSON":        replaced(`^[\[{]`, `{JZPWQK XJWQBK`),
		"text": altered(func(_ *http.Request, response *reply) {
			response.header.Set("Content-Type", "text/JZPWQK; XJWQBK=BKWFHQ")
		}),
		"redirect": altered(func(r *http.Request, response *reply) {
			if strings.HasSuffix(r.URL.Path, "addresses") {
				response.status = 307
				response.header.Set("Location", "https://JZPWQK.example.com/"+repeat)
			}
		}),
		"not deleted": altered(func(r *http.Request, response *reply) {
			if r.Method == http.MethodDelete {
				response.status, response.body = 500, repeat
			}
		}),
		"cut": losing(func(n int, _ *http.Request) bool { return n > 12 }),
	}
	for name, deviate := range deviations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newID := func() string { return "id-" + rand.Text() }
			s := newService(t, sandbox.Config{ParticipantID: "participant-XJWQBK", NewID: newID}, deviate)
			account := openapi.Account{ID: "account-BKWFHQ", Name: "KQJXWZ", Type: "ZKVQJP"}
			if err := s.Seed(sandbox.Seed{Customers: []sandbox.SeedCustomer{{
				ID: "id-BKWFHQ", ExternalID: "ext-VYXKQM", Status: "WQXZVB", Accounts: []openapi.Account{account},
				Addresses: []string{"0xJZPWQK"}, CreatedAt: time.Date(1998, 1, 1, 0, 0, 0, 0, time.UTC),
			}}}); err != nil {
				t.Fatal(err)
			}
			report := s.run(t)
			if report.Requests < 2 && name != "not JSON" && name != "text" {
				t.Errorf("the run sent %d requests", report.Requests)
			}
			for output, text := range outputs(t, report) {
				for _, canary := range canaries {
					checkParts(t, output, text, canary, 5)
				}
				for _, entry := range s.Journal() { // random texts, of which five characters may be in a word
					checkParts(t, output, text, strings.TrimPrefix(entry.ID, "id-"), 8)
					checkParts(t, output, text, strings.TrimPrefix(entry.ExternalID, externalIDPrefix), 8)
				}
			}
		})
	}
}

// checkParts checks that a text contains no n characters of a secret in a row, in any case.
func checkParts(t *testing.T, output, text, secret string, n int) {
	t.Helper()
	text, secret = strings.ToLower(text), strings.ToLower(secret)
	for i := range len(secret) - n + 1 {
		if strings.Contains(text, secret[i:i+n]) {
			t.Errorf("%s contains %q of %q", output, secret[i:i+n], secret)
			return
		}
	}
}

// outputs returns everything that the package can print or store.
func outputs(t *testing.T, r *Report) map[string]string {
	t.Helper()
	jsonText, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := r.Save(dir); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{
		"text": r.Text(), "JSON": jsonText, "Markdown": r.Markdown(), "problem": r.Problem,
		"changes": CompareText(r, r.Changes(&Report{Write: true, Rows: []Row{{Promise: "redirects"}, {Promise: "accounts"}}})),
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != r.Requests+1 {
		t.Errorf("%d files were saved for %d requests: %v", len(files), r.Requests, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all["file "+filepath.Base(file)] = string(data)
	}
	return all
}

// TestSave_Readable checks that a saved exchange still describes a problem.
func TestSave_Readable(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{}, replaced(`"externalId":"customer-ext-000"`, `"externalId":7`))
	dir := filepath.Join(t.TempDir(), "new")
	if err := s.run(t, func(cfg *Config) { cfg.Write = false }).Save(dir); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "02-get.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got savedExchange
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := "{accounts: [{customer: {id: string}, id: string}], createdAt: string, externalId: number, id: string, " +
		"participantId: string, status: string, updatedAt: string}"
	if got.ResponseBody != want {
		t.Errorf("body = %s, want %s", got.ResponseBody, want)
	}
	if got.Path != customersPath+"/{id}" || got.Status != 200 || got.Header["Content-Type"] != "application/json" {
		t.Errorf("exchange = %+v", got)
	}
	if len(got.Problems) != 1 || got.Problems[0] != "externalId must be a string" {
		t.Errorf("problems = %q", got.Problems)
	}
	info, err := os.Stat(filepath.Join(dir, "report.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("report.json: %v, %v; want mode 0600", info, err)
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	tests := []struct{ field, message, want string }{
		{"[12].accounts[0].id", "is missing", "[].accounts[].id is missing"},
		{"body", `is not valid JSON: duplicate name "canary"`, "body is not valid JSON"},
		{"body", "must be an array", "body must be an array"},
		{"Content-Type", `should be application/json, not "text/canary"`, "Content-Type is not application/json"},
		{"X-RateLimit-Reset", "an invalid integer: canary", "X-RateLimit-Reset violates the schema"},
		{"createdAt", `string doesn't match the format "date-time" (canary)`, "createdAt is not an RFC 3339 time"},
		{"status", "must be canary", "status violates the schema"},
		{"accounts[0].cst-123.id", "must be a string", "a field must be a string"},
		{"customer7", "must be a string", "a field must be a string"},
	}
	for _, test := range tests {
		if got := describe(contract.Problem{Field: test.field, Message: test.message}); got != test.want {
			t.Errorf("describe(%s, %s) = %q, want %q", test.field, test.message, got, test.want)
		}
	}
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{"": "(empty)", "a": "…", "abc": "…c", "abcdef": "…def", "abcdefghij": "…ghij", "äöüßé": "…ßé"} {
		if got := shorten(id); got != want {
			t.Errorf("shorten(%q) = %q, want %q", id, got, want)
		}
	}
}
