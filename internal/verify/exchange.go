package verify

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// exchange is one request and what came back.
type exchange struct {
	call      call
	operation string // operationId, "" if the request calls none
	status    int    // 0 if there is no response
	header    http.Header
	proto     string
	tls       uint16
	body      []byte // decompressed; of a list, the customers that were read, as a JSON array
	complete  bool   // whether the body was read to its end
	problems  []contract.Problem
	failure   string // why there is no response, or not all of it
}

// success reports a 2xx.
func (e *exchange) success() bool { return e != nil && e.status/100 == 2 }

// refused reports a 4xx.
func (e *exchange) refused() bool { return e != nil && e.status/100 == 4 }

// mediaType returns the media type of the response, or "".
func (e *exchange) mediaType() string {
	media, _, err := mime.ParseMediaType(e.header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return media
}

// object returns the body as a JSON object, or nil.
func (e *exchange) object() map[string]any {
	if e == nil {
		return nil
	}
	var value map[string]any
	if json.Unmarshal(e.body, &value, jsontext.AllowDuplicateNames(true)) != nil {
		return nil
	}
	return value
}

// objects returns the customers in the body: the elements of a list, or the one object.
func (e *exchange) objects() []map[string]any {
	if e == nil {
		return nil
	}
	var list []any
	if json.Unmarshal(e.body, &list, jsontext.AllowDuplicateNames(true)) != nil {
		if one := e.object(); one != nil {
			return []map[string]any{one}
		}
		return nil
	}
	var found []map[string]any
	for _, element := range list {
		if object, ok := element.(map[string]any); ok {
			found = append(found, object)
		}
	}
	return found
}

// text returns a member of the object as a string, or "".
func (e *exchange) text(name string) string { return textOf(e.object(), name) }

func textOf(object map[string]any, name string) string {
	text, _ := object[name].(string)
	return text
}

const (
	maxBodyBytes = 1 << 20
	maxListBytes = 16 << 20
	maxScanBytes = 1 << 30 // of a list in which the clean-up searches, which is not kept
)

var errTooLarge = errors.New("the body is too large")

// readBody reads the body of a response.
func (s *session) readBody(c call, e *exchange, body io.Reader) error {
	if e.header.Get("Content-Encoding") == "gzip" && c.method != http.MethodHead {
		decompressed, err := gzip.NewReader(body)
		if err != nil {
			return err
		}
		body = decompressed
	}
	if c.visit != nil && e.success() {
		return readElements(e, body, c.visit)
	}
	if c.method == http.MethodGet && c.id == "" && e.success() && e.mediaType() == "application/json" {
		return readList(e, body, s.cfg.MaxListed)
	}
	data, err := io.ReadAll(io.LimitReader(body, maxBodyBytes+1))
	e.body, e.complete = data, err == nil
	if len(data) > maxBodyBytes {
		e.body, e.complete = data[:maxBodyBytes], false
		return errTooLarge
	}
	return err
}

// readList keeps at most maxListed elements of a list. A body that is not a list is kept as it is.
func readList(e *exchange, body io.Reader, maxListed int) error {
	var raw bytes.Buffer
	limited := &boundedReader{reader: body, left: maxListBytes}
	decoder := jsontext.NewDecoder(io.TeeReader(limited, &raw), jsontext.AllowDuplicateNames(true))
	if decoder.PeekKind() != '[' {
		_, _ = io.Copy(&raw, limited) // limited keeps the error
		return keepRaw(e, raw.Bytes(), limited)
	}
	elements := []jsontext.Value{}
	_, err := decoder.ReadToken()
	for err == nil && len(elements) < maxListed && decoder.PeekKind() != ']' {
		var value jsontext.Value
		if value, err = decoder.ReadValue(); err == nil {
			elements = append(elements, value.Clone())
		}
	}
	if err != nil || len(elements) < maxListed {
		_, _ = io.Copy(&raw, limited) // the closing bracket, or what is not JSON
		return keepRaw(e, raw.Bytes(), limited)
	}
	e.body = append([]byte("["), bytes.Join(asBytes(elements), []byte(","))...)
	e.body = append(e.body, ']')
	return nil
}

// keepRaw keeps a whole body as it came. A syntax error is found again when the body is validated.
func keepRaw(e *exchange, raw []byte, limited *boundedReader) error {
	if limited.err != io.EOF { //nolint:errorlint // a reader returns io.EOF itself at its end
		return limited.err
	}
	e.body, e.complete = raw, true
	return nil
}

// boundedReader keeps the error of a reader, because a JSON decoder does not return it as it is.
type boundedReader struct {
	reader io.Reader
	left   int
	err    error
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.reader.Read(p)
	b.left -= n
	if b.err = err; b.left < 0 {
		b.err = errTooLarge
	}
	return n, b.err
}

func asBytes(values []jsontext.Value) [][]byte {
	all := make([][]byte, len(values))
	for i, value := range values {
		all[i] = value
	}
	return all
}

// readElements visits each element of a list and keeps none.
func readElements(e *exchange, body io.Reader, visit func(id, externalID string)) error {
	decoder := jsontext.NewDecoder(io.LimitReader(body, maxScanBytes), jsontext.AllowDuplicateNames(true))
	if _, err := decoder.ReadToken(); err != nil {
		return err
	}
	for decoder.PeekKind() == '{' {
		value, err := decoder.ReadValue()
		if err != nil {
			return err
		}
		var customer map[string]any
		if json.Unmarshal(value, &customer, jsontext.AllowDuplicateNames(true)) == nil {
			visit(textOf(customer, "id"), textOf(customer, "externalId"))
		}
	}
	_, err := decoder.ReadToken()
	e.complete = err == nil
	return err
}

// validate sets the operation and the problems of an exchange. The paths of the document start at /api/v1, so the
// request is the one below the base URL's path.
func (s *session) validate(e *exchange) {
	request := e.call.specRequest()
	operation, _, ok := s.validator.Operation(request)
	if !ok {
		return
	}
	e.operation = operation
	if e.status == 0 || e.failure != "" || e.call.visit != nil {
		return
	}
	var violation *contract.Violation
	if errors.As(s.validator.Response(request, e.status, e.header, e.body), &violation) {
		e.problems = violation.Problems
	}
}

// record holds the exchanges of a run, in order.
type record struct{ exchanges []*exchange }

// of returns the last exchange of a step that has a response other than 429, or nil.
func (r *record) of(step string) *exchange {
	for _, e := range slices.Backward(r.exchanges) {
		if e.call.step == step && e.status != 0 && e.status != http.StatusTooManyRequests {
			return e
		}
	}
	return nil
}

// responses returns the exchanges that have a response.
func (r *record) responses() []*exchange {
	return slices.DeleteFunc(slices.Clone(r.exchanges), func(e *exchange) bool { return e.status == 0 })
}

// header returns the first value of a header in any response, or "".
func (r *record) value(header string) string {
	for _, e := range r.responses() {
		if value := e.header.Get(header); value != "" {
			return value
		}
	}
	return ""
}

// has reports whether any response has one of the headers, and returns the first such header.
func (r *record) has(headers ...string) (string, bool) {
	i := slices.IndexFunc(headers, func(header string) bool { return r.value(header) != "" })
	if i < 0 {
		return "", false
	}
	return headers[i], true
}

// isHTML reports a body that is a page for people.
func (e *exchange) isHTML() bool {
	return e.mediaType() == "text/html" || strings.HasPrefix(strings.TrimSpace(string(e.body[:min(len(e.body), 64)])), "<")
}
