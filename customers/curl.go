package customers

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Curl returns a line for a POSIX shell that sends the call's request again with curl, to reproduce a failure by hand
// or to give to support: the method, the URL as it was sent, with the customer's id in it, the headers and the body.
// The API key stands as $LEDGERLINK_API_KEY, which the shell fills in; values of headers that callers set, and of body
// fields that the spec marks x-sensitive, are "[REDACTED]". What a middleware changed is not in it. It is "" when no
// request was made. Nothing in this package logs it.
func (e *Error) Curl() string {
	if e == nil || e.sent == nil {
		return ""
	}
	var b strings.Builder
	// No globbing and no path squashing: curl would send another path than this package did.
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
	if body := e.sent.body(); body != "" {
		b.WriteString(" --data-raw " + shellQuote(body))
	}
	b.WriteString(" " + shellQuote(e.sent.req.URL.String()))
	return b.String()
}

// sentRequest is what an Error keeps of the request. Only Curl reads it.
type sentRequest struct {
	req       *http.Request
	userAgent string
	keyHeader string
	custom    []string // headers that the caller set, by name
}

func (k *call) sentRequest() *sentRequest {
	s := k.client.settings
	custom := slices.AppendSeq(make([]string, 0, len(s.header)+len(k.header)), maps.Keys(s.header))
	custom = slices.AppendSeq(custom, maps.Keys(k.header))
	slices.Sort(custom)
	return &sentRequest{req: k.req, userAgent: s.userAgent, keyHeader: s.keyHeader, custom: slices.Compact(custom)}
}

// body returns the request's body without what must not be shown, or "" when there is none.
func (s *sentRequest) body() string {
	if s.req.GetBody == nil {
		return ""
	}
	r, err := s.req.GetBody()
	if err != nil {
		return ""
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil {
		return ""
	}
	return maskBody(body)
}

// maskBody redacts the members of a JSON object but those that may be shown: a field that is new is not. What is not an
// object is not shown at all.
func maskBody(body []byte) string {
	var b strings.Builder
	enc := jsontext.NewEncoder(&b, jsontext.PreserveRawStrings(true))
	err := enc.WriteToken(jsontext.BeginObject)
	members(body, func(name string, value jsontext.Value) {
		if !shown(name) {
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

// shown reports the fields of requests that are nobody's personal data. A test holds them to the spec's marks.
func shown(field string) bool { return field == "status" }

// shellQuote makes s one word of a POSIX shell, whatever is in it.
func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
