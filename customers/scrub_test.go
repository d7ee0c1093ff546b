package customers_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// TestScrub_CredentialHeaders sends credentials in several headers. A server repeats them, and the error has none.
func TestScrub_CredentialHeaders(t *testing.T) {
	t.Parallel()
	const secret = "secret-0123456789"
	for header, value := range map[string]string{
		"Authorization": secret, "Proxy-Authorization": "Basic " + secret, "Cookie": secret,
	} {
		client := newClient(t, "https://h", customers.WithHeader(header, value),
			customers.WithHTTPClient(&http.Client{Transport: roundTripper(bodyOf(400, `{"message":"bad `+secret+`"}`))}))
		e := asError(t, client.Delete(t.Context(), "a"))
		if want := "bad [REDACTED]"; e.Message != want {
			t.Errorf("%s: Message = %q, want %q", header, e.Message, want)
		}
		if strings.Contains(string(e.Body), secret) {
			t.Errorf("%s: Body = %s, want the secret redacted", header, e.Body)
		}
	}
}

// TestScrub_ShortKey does not redact a key so short that it can be a part of any word.
func TestScrub_ShortKey(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://h", customers.WithAPIKey("api"),
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(bodyOf(400, `{"message":"api changed"}`))}))
	e := asError(t, client.Delete(t.Context(), "a"))
	if want := "api changed"; e.Message != want {
		t.Errorf("Message = %q, want %q", e.Message, want)
	}
}

// TestScrub_URL has a RoundTripper that writes the URL or its path into its error. The path template replaces them,
// because they contain the id.
func TestScrub_URL(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]func(*url.URL) string{
		"URL":          (*url.URL).String,
		"escaped path": (*url.URL).EscapedPath,
		"path":         func(u *url.URL) string { return u.Path },
	} {
		client := newClient(t, "https://h"+basePath,
			customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				return nil, errors.New("cannot send " + text(r.URL) + " now")
			})}))
		err := client.Delete(t.Context(), "alice and bob")
		if strings.Contains(err.Error(), "alice") {
			t.Errorf("%s: Error() = %q, want the id replaced", name, err)
		}
		if want := "cannot send /api/v1/account-manager/customers/{id} now"; !strings.Contains(err.Error(), want) {
			t.Errorf("%s: Error() = %q, want %q in it", name, err, want)
		}
	}
}

// TestScrub_PathWithoutID keeps a path that contains no id, with the prefix of the base URL.
func TestScrub_PathWithoutID(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://h"+basePath,
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return nil, errors.New("cannot send " + r.URL.Path)
		})}))
	_, err := client.List(t.Context())
	if want := "cannot send " + basePath + "/api/v1/account-manager/customers"; !strings.Contains(err.Error(), want) {
		t.Errorf("Error() = %q, want %q in it", err, want)
	}
}

// TestScrub_HeaderIsCopy redacts the key in the headers of the error, and not in those that the RoundTripper returned.
func TestScrub_HeaderIsCopy(t *testing.T) {
	t.Parallel()
	header := http.Header{"X-Key": {testKey}}
	client := newClient(t, "https://h",
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 400, Header: header, Body: http.NoBody}, nil
		})}))
	e := asError(t, client.Delete(t.Context(), "a"))
	if got, want := e.Header.Get("X-Key"), "[REDACTED]"; got != want {
		t.Errorf("header of the error = %q, want %q", got, want)
	}
	if got := header.Get("X-Key"); got != testKey {
		t.Errorf("header of the response = %q, want it unchanged", got)
	}
}

// TestSensitive_NotInTexts has a server, a RoundTripper and a broken list repeat what the caller sent, in each form and
// place. Nothing that programs print or log has it, however it is wrapped.
func TestSensitive_NotInTexts(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if op.name == "List" || op.name == "All" {
			continue // they send nothing of the caller
		}
		for i, value := range []string{
			"name", "jane.doe+1@Example.com", `Zoë "von" O'Hara\ & <söhne>`, "2f0c1b5e-9c1d-4b57-8f0e-a2d9c2f4d3aa", "😀 smile",
		} {
			if op.takesID {
				value = strings.ReplaceAll(value, `\`, "-") // which an id must not contain
			}
			forms := formsOf(value)
			for j, form := range forms {
				for k, place := range repeaters(form) {
					if k > 0 && k%len(forms) != (i+j)%len(forms) {
						continue // every form in the first place, one in each of the others
					}
					watch := &watcher{}
					client, _ := scripted(t, []step{place.step}, watch.options(testKey)...)
					err := op.callWith(t.Context(), client, apicalls.Target{ID: value, ExternalID: value})
					if err == nil {
						if op.method != http.MethodDelete { // the status code alone settles a Delete
							t.Errorf("%s, %s: no error", op.name, place.name)
						}
						continue
					}
					seeLogged(t, watch, err)
					checkNotShown(t, fmt.Sprintf("%s, %s repeats %q", op.name, place.name, form), watch.texts.String(), forms)
				}
			}
		}
	}
}

// checkNotShown fails the test if texts have one of the forms.
func checkNotShown(t *testing.T, where, texts string, forms []string) {
	t.Helper()
	lower := strings.ToLower(texts)
	for _, shown := range forms {
		if at := strings.Index(lower, strings.ToLower(shown)); at >= 0 {
			t.Errorf("%s: %q is shown: …%s…", where, shown, texts[max(0, at-100):min(len(texts), at+100)])
			return
		}
	}
}

// formsOf returns a value as services write it.
func formsOf(value string) []string {
	quoted, _ := json.Marshal(value) // a string cannot fail
	ascii := strings.Trim(strconv.QuoteToASCII(value), `"`)
	forms := []string{
		value, strings.Trim(string(quoted), `"`), url.PathEscape(value), url.QueryEscape(value),
	}
	if upper := strings.ToUpper(value); len(upper) == len(ascii) { // only the case of ASCII does not matter
		forms = append(forms, upper)
	}
	if !strings.Contains(ascii, `\U`) { // Go's escape of a rune beyond 16 bits is not that of JSON
		forms = append(forms, ascii)
	}
	for before := range 3 {
		text := base64.StdEncoding.EncodeToString([]byte("\x00\x00"[:before] + value + "\x00\x00\x00"))
		text = text[(before*8+5)/6 : (before+len(value))*8/6] // what the bytes around the value do not change
		forms = append(forms, text, strings.NewReplacer("+", "-", "/", "_").Replace(text))
	}
	return forms
}

// repeaters returns the places in which a text can be repeated.
func repeaters(text string) []failure {
	quoted, _ := json.Marshal(text) // a string cannot fail
	headers := http.Header{"Content-Type": {jsonType}, "X-Request-Id": {"for " + text}}
	flat := func(message string) string { return `{"message":` + message + `}` }
	cut, _ := json.Marshal(strings.Repeat("x", 190) + text) // the text is where Error cuts
	return []failure{
		{"message", response(400, http.Header{}, flat(string(quoted))), nil},
		{"messages", response(400, http.Header{}, flat(`["externalId is `+string(quoted[1:])+`]`)), nil},
		{"raw JSON", response(409, http.Header{}, flat(`{"taken":`+string(quoted)+`}`)), nil},
		{"cut message", response(409, http.Header{}, flat(string(cut))), nil},
		{"envelope", response(422, headers, fmt.Sprintf(
			`{"error":{"code":%s,"requestId":%s,"details":[{"field":%s,"message":%s}]}}`, quoted, quoted, quoted, quoted)), nil},
		{"content type", response(200, http.Header{"Content-Type": {"text/" + text}}, text), nil},
		{"redirect", response(302, http.Header{"Location": {text}, "X-Request-Id": {text}}, text), nil},
		{"broken list", response(200, headers, `[{"id":"a",`+string(quoted)+`:1,`+string(quoted)+`:`), nil},
		{"wrong field", response(200, headers, `[{"id":"a","status":{`+string(quoted)+`:1}}]`), nil},
		{"error", func(*http.Request) (*http.Response, error) { return nil, errors.New("cannot send " + text) }, nil},
		{"inner error", func(*http.Request) (*http.Response, error) {
			return nil, hiding{fmt.Errorf("sending: %w", errors.Join(io.EOF, errors.New(text)))}
		}, nil},
		{"url.Error", func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: errors.New(r.URL.Path)}
		}, nil},
		{"list that breaks", body(`[{"id":"a"},`, errors.New("reading "+text)), nil},
	}
}

// seeLogged collects what programs print and log of an error.
func seeLogged(t *testing.T, w *watcher, err error) {
	t.Helper()
	w.errors(err)
	e := asError(t, err)
	for _, a := range e.Attempts {
		fmt.Fprintf(&w.texts, "%+v\n", a)
		w.errors(a.Err)
	}
	fmt.Fprintln(&w.texts, e.Code, e.RequestID)
	func() {
		defer func() { fmt.Fprintln(&w.texts, "panic:", recover()) }()
		panic(err)
	}()
	text, js := slog.New(slog.NewTextHandler(&w.texts, nil)), slog.New(slog.NewJSONHandler(&w.texts, nil))
	for _, v := range []any{err, fmt.Errorf("onboard: %w", err), errors.Join(io.EOF, err), []error{err}, struct{ Err error }{err}} {
		fmt.Fprintf(&w.texts, "%v\n%+v\n%s\n%q\n", v, v, v, v)
		log.New(&w.texts, "", 0).Print(v) //nolint:forbidigo // users log with package log
		text.Error("failed", "err", v)
		js.Error("failed", "err", v)
		js.Error("failed", slog.Group("group", "err", v))
		if marshaled, err := json.Marshal(v); err == nil {
			w.texts.Write(marshaled)
		}
	}
}

// TestSensitive_FullWords keeps the API's words where the documentation says so, and short values everywhere.
func TestSensitive_FullWords(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{"abc": "no abc", "abcd": "no [REDACTED]"} {
		client, _ := scripted(t, []step{bodyOf(404, `{"message":"no `+value+`"}`)})
		_, err := client.Get(t.Context(), value)
		e := asError(t, err)
		if e.Message != "no "+value {
			t.Errorf("Message = %q, want the words of the API", e.Message)
		}
		if !strings.Contains(string(e.Body), "no "+value) {
			t.Errorf("Body = %s, want the words of the API", e.Body)
		}
		if got := e.Error(); !strings.HasSuffix(got, want) {
			t.Errorf("Error() = %q, want %q at its end", got, want)
		}
	}
}

// TestSensitive_CutByServer has a server cut a long value. Three quarters of it are redacted.
func TestSensitive_CutByServer(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{bodyOf(409, `{"message":"jane.doe@example.c… is taken"}`)})
	_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "jane.doe@example.com", Status: "active"})
	if want := ": [REDACTED]… is taken"; !strings.HasSuffix(err.Error(), want) {
		t.Errorf("Error() = %q, want %q at its end", err, want)
	}
}

// TestSensitive_RequestID has a server repeat the id in the request ID of a response that is not a customer. Without an
// observer, the attempt itself had not failed.
func TestSensitive_RequestID(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{response(200, http.Header{"X-Request-Id": {"req-cst-123"}}, `{}`)})
	_, err := client.Get(t.Context(), "cst-123")
	e := asError(t, err)
	if got, want := e.RequestID, "req-[REDACTED]"; got != want {
		t.Errorf("RequestID = %q, want %q", got, want)
	}
	if got, want := e.Attempts[0].RequestID, "req-[REDACTED]"; got != want {
		t.Errorf("RequestID of the attempt = %q, want %q", got, want)
	}
}

// setToNames sets the fields of params for a request schema of the spec, each to a text with the name of the property.
func setToNames(t *testing.T, request string, params any) {
	t.Helper()
	values := map[string]string{}
	for name := range schema(t, request).Properties {
		values[name] = "value of " + name
	}
	data, _ := asJSON(t, values)
	if err := json.Unmarshal(data, params); err != nil {
		t.Fatalf("a property of %s is no string: set it in another way: %v", request, err)
	}
}

// TestSensitive_MarksOfTheSpec has a server repeat each request. The error shows the fields that the spec does not mark
// x-sensitive, and no other.
func TestSensitive_MarksOfTheSpec(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{func(r *http.Request) (*http.Response, error) {
		sent, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		b, _ := io.ReadAll(sent)
		message, _ := json.Marshal(string(b))
		return bodyOf(400, `{"message":`+string(message)+`}`)(r)
	}})
	var create customers.CreateParams
	setToNames(t, "CreateCustomerRequest", &create)
	var update customers.UpdateParams
	setToNames(t, "UpdateCustomerRequest", &update)
	_, created := client.Create(t.Context(), create)
	_, updated := client.Update(t.Context(), "a", update)
	for name, err := range map[string]error{"CreateCustomerRequest": created, "UpdateCustomerRequest": updated} {
		for field, property := range schema(t, name).Properties {
			want := fmt.Sprintf("%q:%q", field, "value of "+field)
			if sensitive(property.Value) {
				want = fmt.Sprintf("%q:%q", field, "[REDACTED]")
			}
			if !strings.Contains(err.Error(), want) {
				t.Errorf("Error() = %q, want %s in it", err, want)
			}
		}
	}
}
