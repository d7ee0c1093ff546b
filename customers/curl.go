package customers

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Curl returns a POSIX shell command that sends the request of the call again with curl, to reproduce a failure or to
// give to support: the method, the URL with the customer's id in it, the headers and the body. The API key is written
// as $LEDGERLINK_API_KEY, which the shell expands. The values of headers that the caller set, and of body fields that
// the spec marks x-sensitive, are "[REDACTED]". Changes by a middleware are not in it. Curl returns "" if no request
// was made. Nothing in this package logs it.
func (e *Error) Curl() string {
	if e == nil || e.sent == nil {
		return ""
	}
	var b strings.Builder
	// With globbing or path squashing, curl would send another path than this package did.
	b.WriteString("curl --globoff --path-as-is -X " + e.sent.req.Method)
	header := func(name, value string) { b.WriteString(" -H " + shellQuote(name+": "+value)) }
	header("Accept", "application/json")
	header("User-Agent", e.sent.userAgent)
	if ct := e.sent.req.Header.Get("Content-Type"); ct != "" {
		header("Content-Type", ct)
	}
	b.WriteString(" -H " + shellQuote(e.sent.keyHeader+": ") + `"$` + EnvAPIKey + `"`)
	for _, name := range e.sent.custom {
		header(name, transport.Redacted)
	}
	if body := requestBody(e.sent.req); body != nil {
		b.WriteString(" --data-raw " + shellQuote(redactBody(body)))
	}
	b.WriteString(" " + shellQuote(e.sent.req.URL.String()))
	return b.String()
}

// sentRequest is what Curl needs of the request.
type sentRequest struct {
	req       *http.Request
	userAgent string
	keyHeader string
	custom    []string // names of the headers that the caller set
}

func (k *call) sentRequest() *sentRequest {
	if k.req == nil {
		return nil
	}
	s := k.client.settings
	custom := slices.AppendSeq(make([]string, 0, len(s.header)+len(k.header)), maps.Keys(s.header))
	custom = slices.AppendSeq(custom, maps.Keys(k.header))
	slices.Sort(custom)
	return &sentRequest{req: k.req, userAgent: s.userAgent, keyHeader: s.keyHeader, custom: slices.Compact(custom)}
}

// requestBody returns the body of a request, or nil if there is none.
func requestBody(req *http.Request) []byte {
	if req.GetBody == nil {
		return nil
	}
	r, err := req.GetBody()
	if err != nil {
		return nil
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	return body
}

// sensitiveFields returns the values in the body of a request that no text for logs may repeat.
func sensitiveFields(req *http.Request) (values []string) {
	members(requestBody(req), func(name string, value jsontext.Value) {
		if !openapi.IsPublicField(name) {
			values = append(values, text(value))
		}
	})
	return values
}

// redactBody redacts all members of a JSON object except those that may be shown, so that a new field is redacted. A
// body that is not an object is redacted completely.
func redactBody(body []byte) string {
	var b strings.Builder
	enc := jsontext.NewEncoder(&b, jsontext.PreserveRawStrings(true))
	err := enc.WriteToken(jsontext.BeginObject)
	members(body, func(name string, value jsontext.Value) {
		if !openapi.IsPublicField(name) {
			value = jsontext.Value(`"` + transport.Redacted + `"`)
		}
		if err == nil {
			err = enc.WriteToken(jsontext.String(name))
		}
		if err == nil {
			err = enc.WriteValue(value)
		}
	})
	if err == nil {
		err = enc.WriteToken(jsontext.EndObject)
	}
	if err != nil {
		return transport.Redacted
	}
	return strings.TrimSpace(b.String())
}

// shellQuote quotes s as one word of a POSIX shell.
func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
