package customers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestLogValueMasksWhatTheSpecMarks fills every field with a text that tells where it comes from, logs the value, and
// looks which ones arrived. A field more in a record has to be written here, and one that the spec marks cannot be.
func TestLogValueMasksWhatTheSpecMarks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		schema string
		value  any
		logged []string
	}{
		{"Customer", &customers.Customer{}, []string{"id"}},
		{"AccountCustomer", &customers.Customer{}, []string{"id"}},
		{"Account", &customers.Account{}, []string{"id"}},
		{"CreateCustomerRequest", &customers.CreateParams{}, []string{"status"}},
	} {
		v := reflect.ValueOf(test.value).Elem()
		fields := fill(t, v, "", 0)
		for _, logged := range []any{v.Interface(), test.value} {
			if diff := cmp.Diff(test.logged, canaries(logged)); diff != "" {
				t.Errorf("what a record has of %s (-want +got):\n%s", test.schema, diff)
			}
		}
		properties := schema(t, test.schema).Properties
		for name, ref := range properties {
			if !slices.Contains(fields, name) {
				t.Errorf("the spec's %s.%s is no field of %T that this test fills", test.schema, name, test.value)
			}
			if sensitive(ref.Value) && slices.Contains(test.logged, name) {
				t.Errorf("%s.%s is marked x-sensitive and logged", test.schema, name)
			}
		}
	}
}

// TestErrorLogsNothingMarked has a server answer with both shapes of an error, every text of which tells where it comes
// from.
func TestErrorLogsNothingMarked(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		schema string
		logged []string
	}{
		{"FlatErrorBody", nil},
		{"EnvelopeErrorBody", []string{"error.code", "error.requestId"}},
	} {
		for variant := range 2 { // of the message: one, or a list
			marked := map[string]bool{}
			body, err := json.Marshal(sample(schema(t, test.schema), "", variant, marked))
			if err != nil {
				t.Fatal(err)
			}
			if len(marked) < 2 || !strings.Contains(string(body), "«") {
				t.Fatalf("%s: %v marked, so this test shows nothing: %s", test.schema, marked, body)
			}
			var log bytes.Buffer
			client, _ := scripted(t, []step{bodyOf(400, string(body))}, customers.WithLogger(logTo(&log, slog.LevelDebug)))
			_, err = client.Get(t.Context(), "a")
			got := slices.Concat(canaries(asError(t, err)), found(log.String()))
			slices.Sort(got)
			if diff := cmp.Diff(test.logged, slices.Compact(got)); diff != "" && len(test.logged)+len(got) > 0 {
				t.Errorf("what records have of %s (-want +got):\n%s", test.schema, diff)
			}
			for _, path := range got {
				if marked[path] {
					t.Errorf("%s of %s is marked x-sensitive and logged", path, test.schema)
				}
			}
		}
	}
}

func TestLogValueOfNothing(t *testing.T) {
	t.Parallel()
	var e *customers.Error
	if got := e.LogValue(); !got.Equal(slog.Value{}) {
		t.Errorf("a nil error logs %v", got)
	}
	_, err := customers.New("")
	want := `level=ERROR msg=x err.ledgerlink.operation=New err.error.type="invalid argument" err.ledgerlink.attempts=0` + "\n"
	var out bytes.Buffer
	logTo(&out, slog.LevelDebug).Error("x", "err", err)
	if out.String() != want {
		t.Errorf("%s, want %s", &out, want)
	}
}

// fill writes into every field a text or a time that tells its path, and returns the names of the fields.
func fill(t *testing.T, v reflect.Value, path string, depth int) (names []string) {
	t.Helper()
	for i, f := range reflect.VisibleFields(v.Type()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			name = strings.ToLower(f.Name[:1]) + strings.ReplaceAll(f.Name[1:], "ID", "Id")
		}
		names = append(names, name)
		field := v.Field(i)
		switch {
		case field.Kind() == reflect.String:
			field.SetString("«" + path + name + "»")
		case f.Type == reflect.TypeFor[time.Time]():
			field.Set(reflect.ValueOf(time.Date(2100+i, 1, 2, 3, 4, 5, 0, time.UTC)))
		case depth > 1:
		case field.Kind() == reflect.Slice:
			field.Set(reflect.MakeSlice(f.Type, 1, 1))
			fill(t, field.Index(0), path+name+".", depth+1)
		case field.Kind() == reflect.Pointer:
			field.Set(reflect.New(f.Type.Elem()))
			fill(t, field.Elem(), path+name+".", depth+1)
		default:
			t.Fatalf("%s is a %s: teach this test to fill it", f.Name, f.Type)
		}
	}
	return names
}

// canaries returns the paths of what is seen when v is logged, in the ways that slog writes.
func canaries(v any) []string {
	var text, js bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(&js, nil)).Info("x", slog.Group("g", "v", v))
	return found(text.String() + js.String())
}

func found(out string) []string {
	paths := map[string]bool{}
	for _, match := range regexp.MustCompile(`«(.*?)»|21\d\d-01-02`).FindAllStringSubmatch(out, -1) {
		paths[match[1]] = true // a time has the empty path
	}
	return slices.Sorted(maps.Keys(paths))
}

// sample makes a value of a schema whose texts tell where they are, and notes which of them are marked.
func sample(s *openapi3.Schema, path string, variant int, marked map[string]bool) any {
	switch {
	case len(s.OneOf) > 0:
		return sample(s.OneOf[variant%len(s.OneOf)].Value, path, variant, marked)
	case s.Type.Is("array"):
		return []any{sample(s.Items.Value, path, variant, marked)}
	case s.Type.Is("object"):
		object := map[string]any{}
		for name, ref := range s.Properties {
			object[name] = sample(ref.Value, strings.TrimPrefix(path+"."+name, "."), variant, marked)
		}
		return object
	case s.Type.Is("string"):
		if sensitive(s) {
			marked[path] = true
		}
		return fmt.Sprintf("«%s»", path)
	}
	return 400
}

// TestLogShowsNoSecret logs everything there is of calls whose server and RoundTripper repeat all they know.
func TestLogShowsNoSecret(t *testing.T) {
	t.Parallel()
	const bearer = "bearer-0123456789"
	secrets := []string{testKey, bearer, "customer-id", "customer-ext-001", "words-of-the-server", "https://h"}
	everything := func(r *http.Request) string {
		body := "words-of-the-server"
		if r.Body != nil {
			b, _ := io.ReadAll(r.Body)
			body += string(b)
		}
		return fmt.Sprint(r.URL, " ", r.URL.Path, " ", r.Header, " ", body)
	}
	answers := map[string]step{
		"the error": func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: fmt.Errorf("sending %v failed", r.Header)}
		},
		"a path": func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("%s, that is %s", r.URL.RequestURI(), r.URL.Path)
		},
		"a refusal": func(r *http.Request) (*http.Response, error) {
			body := fmt.Sprintf(`{"error":{"code":%q,"message":%q,"requestId":%q}}`, testKey, everything(r), bearer)
			h := http.Header{"Content-Type": {jsonType}, "X-Request-Id": {"for " + testKey}, "X-All": {everything(r)}}
			return &http.Response{StatusCode: 500, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
		},
		"an answer": func(r *http.Request) (*http.Response, error) {
			body := fmt.Sprintf(`{"words-of-the-server":1,"words-of-the-server":%q}`, everything(r))
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
		},
		"a content type": func(r *http.Request) (*http.Response, error) {
			h := http.Header{"Content-Type": {everything(r)}}
			return &http.Response{StatusCode: 200, Header: h, Body: http.NoBody}, nil
		},
	}
	for name, answer := range answers {
		for _, op := range operations() {
			var text, js bytes.Buffer
			debug := &slog.HandlerOptions{Level: slog.LevelDebug}
			for _, logger := range []*slog.Logger{slog.New(slog.NewTextHandler(&text, debug)), slog.New(slog.NewJSONHandler(&js, debug))} {
				client, _ := scripted(t, []step{answer}, customers.WithLogger(logger),
					customers.WithHeader("Authorization", "Bearer "+bearer),
					customers.WithRetry(customers.RetryPolicy{MaxAttempts: 2, BaseDelay: time.Nanosecond}))
				if err := op.call(t, client); err != nil {
					logger.Error("it failed", "err", err)
				}
			}
			for _, out := range []string{text.String(), js.String()} {
				for _, secret := range secrets {
					if strings.Contains(out, secret) {
						t.Errorf("%s repeats everything: the log of %s has %q:\n%s", name, op.name, secret, out)
					}
				}
				if !strings.Contains(out, "ledgerlink.operation") {
					t.Errorf("%s: no record of %s", name, op.name)
				}
			}
		}
	}
}

// logTo returns a logger of the records from level on, one line each, without time.
func logTo(out *bytes.Buffer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{
		Level: level,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
}
