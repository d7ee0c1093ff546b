package sandbox

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// profileReplies returns the reply to each request of [replies]: with "" those without a profile, and for each profile
// those that differ.
func profileReplies() map[string]map[string]string {
	const (
		created   = `{"id":"id-1","externalId":"new","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`
		second    = `{"id":"id-2","externalId":"new","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`
		frozen    = `{"id":"id-2","externalId":"other","status":"frozen","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`
		deleted   = `{"id":"id-1","externalId":"new","status":"inactive","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.001Z"}`
		seconds   = `{"id":"id-1","externalId":"new","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00Z","updatedAt":"2026-04-02T09:00:00Z"}`
		duplicate = `{"statusCode":409,"message":"A customer with this externalId exists","error":"Conflict"}`
		invalid   = `{"statusCode":400,"message":["status must be one of the following values: active, inactive"],"error":"Bad Request"}`
		wrongKey  = `{"statusCode":401,"message":"Unauthorized"}`
		notFound  = `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`

		elsewhere = "307 https://redirected.invalid" + customersPath
	)
	grown := func(body string) string { return strings.Replace(body, "{", "{"+grownMember, 1) }
	return map[string]map[string]string{
		"": {
			"create": "201 " + created, "duplicate": "409 " + duplicate, "unknown status": "400 " + invalid,
			"wrong key": "401 " + wrongKey, "list": "200 [" + created + "]", "delete": "204 ", "deleted": "404 " + notFound,
		},
		"envelope": {
			"duplicate":      `409 {"error":{"code":"CUSTOMER_EXISTS","message":"A customer with this externalId exists","requestId":"req-2"}}`,
			"unknown status": `400 {"error":{"code":"VALIDATION_FAILED","message":"The request is not valid","details":[{"field":"status","message":"must be one of the following values: active, inactive"}],"requestId":"req-3"}}`,
			"wrong key":      `401 {"error":{"code":"UNAUTHORIZED","message":"Unauthorized","requestId":"req-4"}}`,
			"deleted":        `404 {"error":{"code":"CUSTOMER_NOT_FOUND","message":"Customer not found","requestId":"req-7"}}`,
		},
		"foreign": {
			"duplicate": `409 {"message":"Conflict"}`, "unknown status": `400 {"message":"Bad Request"}`,
			"wrong key": `401 {"message":"Unauthorized"}`, "deleted": `404 {"message":"Not Found"}`,
		},
		"html-401": {"wrong key": "401 text/html; charset=utf-8 <html><body><h1>401 Unauthorized</h1></body></html>\n"},
		"key-header": { // the requests carry the key in X-API-KEY
			"create": "401 " + wrongKey, "duplicate": "401 " + wrongKey, "unknown status": "401 " + wrongKey,
			"list": "401 " + wrongKey, "delete": "401 " + wrongKey, "deleted": "401 " + wrongKey,
		},
		"s200":           {"create": "200 " + created, "delete": "200 "},
		"delete-text":    {"delete": "200 text/plain; charset=utf-8 Customer deleted\n"},
		"soft-delete":    {"deleted": "200 " + deleted},
		"duplicates":     {"duplicate": "201 " + second, "list": "200 [" + created + "," + second + "]"},
		"unknown-status": {"unknown status": "201 " + frozen, "list": "200 [" + created + "," + frozen + "]"},
		"seconds":        {"create": "201 " + seconds, "list": "200 [" + seconds + "]"},
		"list-1000":      {}, // see TestProfile_ListCap
		"rate-limit":     {"deleted": `429 {"statusCode":429,"message":"Too Many Requests"}`},
		"grow": {
			"create": "201 " + grown(created), "duplicate": "409 " + grown(duplicate),
			"unknown status": "400 " + grown(invalid), "wrong key": "401 " + grown(wrongKey),
			"list": "200 [" + grown(created) + "]", "deleted": "404 " + grown(notFound),
		},
		"redirect": {
			"create": elsewhere, "duplicate": elsewhere, "unknown status": elsewhere, "wrong key": elsewhere + "/id-1",
			"list": elsewhere, "delete": elsewhere + "/id-1", "deleted": elsewhere + "/id-1",
		},
		"gzip": {
			"create": "201 gzip " + created, "duplicate": "409 gzip " + duplicate, "unknown status": "400 gzip " + invalid,
			"wrong key": "401 gzip " + wrongKey, "list": "200 gzip [" + created + "]", "deleted": "404 gzip " + notFound,
		},
	}
}

const grownMember = `"addedLater":{"list":[1,null,true],"text":"unknown to clients"},`

// TestProfiles sends the same requests to each profile and compares the whole replies, so that a profile changes
// nothing else. It also checks which profiles are valid.
func TestProfiles(t *testing.T) {
	t.Parallel()
	all := profileReplies()
	profiles := append([]Profile{{Valid: true}}, Profiles()...)
	if len(all) != len(profiles) {
		t.Errorf("the table has %d profiles, want %d", len(all), len(profiles))
	}
	for _, profile := range profiles {
		t.Run(profile.Name, func(t *testing.T) {
			t.Parallel()
			changed, found := all[profile.Name]
			if !found {
				t.Fatal("the table does not contain the profile")
			}
			want := map[string]string{}
			for name, reply := range all[""] {
				want[name] = reply
				if other, differs := changed[name]; differs {
					want[name] = other
				}
			}
			got, violations := replies(t, profile.Name)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("replies (-want +got):\n%s", diff)
			}
			if valid := len(violations) == 0; valid != profile.Valid {
				t.Errorf("Valid is %v, but the violations of the spec are %q", profile.Valid, violations)
			}
		})
	}
}

// replies sends one request of each kind to a sandbox. It returns the replies by name, and the violations of the spec
// except the invalid request, unless the sandbox accepted it.
func replies(t *testing.T, profile string) (got map[string]string, violations []string) {
	t.Helper()
	cfg := Config{APIKey: testKey, Now: newClock().read, NewID: numbered()}
	if profile != "" {
		cfg.Profiles = []string{profile}
	}
	got = map[string]string{}
	validator, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	var s *Sandbox
	cfg.Wrap = validator.Middleware(func(_ *http.Request, err error) {
		var violation *contract.Violation
		if errors.As(err, &violation) && violation.Status != 0 && !s.Allows(err) {
			return
		}
		if !s.Allows(err) {
			t.Errorf("Allows(%v) = false", err)
		}
		violations = append(violations, err.Error())
	})
	if s, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	const one = customersPath + "/id-1"
	for _, step := range []struct{ name, method, path, key, body string }{
		{"create", http.MethodPost, customersPath, testKey, `{"externalId":"new","status":"active"}`},
		{"duplicate", http.MethodPost, customersPath, testKey, `{"externalId":"new","status":"active"}`},
		{"unknown status", http.MethodPost, customersPath, testKey, `{"externalId":"other","status":"frozen"}`},
		{"wrong key", http.MethodGet, one, "other", ""},
		{"list", http.MethodGet, customersPath, testKey, ""},
		{"delete", http.MethodDelete, one, testKey, ""},
		{"deleted", http.MethodGet, one, testKey, ""},
	} {
		r := httptest.NewRequest(step.method, step.path, strings.NewReader(step.body))
		r.Header.Set("X-API-KEY", step.key)
		if step.body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		response := w.Result()
		got[step.name] = replyText(t, response)
		_ = response.Body.Close()
	}
	return got, violations
}

// replyText returns the status code, what is unusual in the header, and the body.
func replyText(t *testing.T, response *http.Response) string {
	t.Helper()
	text := fmt.Sprint(response.StatusCode, " ")
	reader := io.Reader(response.Body)
	if encoding := response.Header.Get("Content-Encoding"); encoding != "" {
		text += encoding + " "
		var err error
		if reader, err = gzip.NewReader(response.Body); err != nil {
			t.Fatal(err)
		}
	}
	if mediaType := response.Header.Get("Content-Type"); mediaType != "" && mediaType != "application/json" {
		text += mediaType + " "
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return text + response.Header.Get("Location") + string(body)
}

// TestProfile_ListCap also truncates the capped list, which announces its length.
func TestProfile_ListCap(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{Profiles: []string{"list-1000"}})
	if err := f.Seed(GenerateSeed(0, 1001, 0)); err != nil {
		t.Fatal(err)
	}
	list := f.do(t, http.MethodGet, customersPath, "").body
	if got := strings.Count(list, `"id"`); got != 1000 {
		t.Errorf("the list has %d customers, want 1000", got)
	}
	if !strings.HasPrefix(list, `[{"id":"cst-000000000"`) || !strings.Contains(list, `"id":"cst-000000999"`) {
		t.Error("the list does not hold the oldest customers")
	}
	response := request(t, f.Sandbox, http.MethodGet, customersPath, FaultHeader, "truncate")
	defer response.Body.Close()
	half, err := io.ReadAll(response.Body)
	if !errors.Is(err, io.ErrUnexpectedEOF) || string(half) != list[:len(list)/2] {
		t.Errorf("a truncated list has %d bytes and ends with %v, want %d", len(half), err, len(list)/2)
	}
}

// TestProfile_GrowsNestedObjects checks that accounts grow too.
func TestProfile_GrowsNestedObjects(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{Profiles: []string{"grow"}})
	if err := f.Seed(GenerateSeed(0, 1, 2)); err != nil {
		t.Fatal(err)
	}
	if got := f.do(t, http.MethodGet, customersPath, ""); strings.Count(got.body, grownMember) != 3 {
		t.Errorf("list is %s, want three grown objects", got.body)
	}
	f.do(t, http.MethodGet, customersPath+"/cst-000000000/accounts/addresses", "").
		want(t, 200, `["0x0000000000000000000000000000000000000000","0x0000000000000000000000000000000000000001"]`)
}

// TestProfiles_Together checks that profiles combine, whatever their order.
func TestProfiles_Together(t *testing.T) {
	t.Parallel()
	s, err := New(Config{APIKey: testKey, Profiles: []string{"gzip", "grow", "html-401", "key-header", "envelope", "envelope"}})
	if err != nil {
		t.Fatal(err)
	}
	response := request(t, s, http.MethodGet, customersPath+"/x", profileKeyHeader, testKey, "Accept-Encoding", "identity")
	defer response.Body.Close()
	want := `404 gzip {` + grownMember + `"error":{` + grownMember + `"code":"CUSTOMER_NOT_FOUND","message":"Customer not found","requestId":"req-1"}}`
	if got := replyText(t, response); got != want {
		t.Errorf("reply is %s\nwant %s", got, want)
	}
	unauthorized := request(t, s, http.MethodGet, customersPath+"/x", "Accept-Encoding", "identity")
	defer unauthorized.Body.Close()
	if got := replyText(t, unauthorized); !strings.HasPrefix(got, "401 gzip text/html") {
		t.Errorf("reply is %s, want an HTML page", got)
	}
}

func TestProfiles_FieldsOverride(t *testing.T) {
	t.Parallel()
	s, err := New(Config{
		APIKey: testKey, APIKeyHeader: "Mine", RateLimit: RateLimit{7, time.Hour}, Profiles: []string{"rate-limit", "key-header"},
	})
	if err != nil {
		t.Fatal(err)
	}
	response := request(t, s, http.MethodGet, customersPath, "Mine", testKey)
	defer response.Body.Close()
	if limit := response.Header.Get("X-RateLimit-Limit"); response.StatusCode != 200 || limit != "7" {
		t.Errorf("status %d with the limit %s, want 200 and 7", response.StatusCode, limit)
	}
}

func TestNew_UnknownProfile(t *testing.T) {
	t.Parallel()
	_, err := New(Config{APIKey: testKey, Profiles: []string{"grow", "wings"}})
	want := `sandbox: profile "wings" is unknown, want one of envelope, foreign, html-401, key-header, `
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("New() = %v, want %q", err, want)
	}
}

// TestProfileTable checks that the table in api/README.md lists every profile.
func TestProfileTable(t *testing.T) {
	t.Parallel()
	var want strings.Builder
	want.WriteString("| profile | valid | what differs |\n|---|---|---|\n")
	for _, profile := range Profiles() {
		valid := "no"
		if profile.Valid {
			valid = "yes"
		}
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", profile.Name, valid, profile.Effect)
	}
	const file = "../../api/README.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "\n"+want.String()+"\n") {
		t.Errorf("%s must contain this table:\n%s", file, want.String())
	}
}
