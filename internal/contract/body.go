package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
)

// MaxRequestBytes is the size above which a request body is refused without being read further.
const MaxRequestBytes = 1 << 20

// readBody reads the body of r up to the limit and puts back a body that reads the same from the start, including what
// lies beyond the limit and the error that reading ended with.
func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	original := r.Body
	data, err := io.ReadAll(io.LimitReader(original, MaxRequestBytes+1))
	r.Body = restored{Reader: io.MultiReader(bytes.NewReader(data), original), Closer: original}
	if err == nil && len(data) > MaxRequestBytes {
		err = &http.MaxBytesError{Limit: MaxRequestBytes}
	}
	return data, err
}

// restored is a body that was read and can be read again.
type restored struct {
	io.Reader
	io.Closer
}

// validated is a restored body that carries the decoded value that passed validation. Generated handlers bind this
// value and so see exactly what was validated, while encoding/json would match member names without regard to case.
type validated struct {
	io.ReadCloser
	value any
}

// ValidatedValue is the method by which the oapi-codegen runtime finds the value.
func (b validated) ValidatedValue() any { return b.value }

// check decodes a body strictly and holds it against the schema of its media type. Every body in the document is JSON.
func check(content openapi3.Content, contentType string, data []byte, option openapi3.SchemaValidationOption) (
	value any, faults []Fault,
) {
	media := content.Get(contentType)
	if media == nil {
		return nil, []Fault{contentTypeFault(content, contentType)}
	}
	if err := json.Unmarshal(data, &value); err != nil {
		return nil, []Fault{{Field: "body", Message: "is not valid JSON: " + syntaxReason(err)}}
	}
	err := media.Schema.Value.VisitJSON(value, openapi3.MultiErrors(), option)
	return value, faultsOf(err, "body")
}

// syntaxReason strips the names of Go packages, which mean nothing to a reader in another language.
func syntaxReason(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends too early"
	}
	return oneLine(strings.TrimPrefix(err.Error(), "jsontext: "))
}

const contentTypeField = "Content-Type"

func contentTypeFault(content openapi3.Content, got string) Fault {
	want := strings.Join(slices.Sorted(maps.Keys(content)), " or ")
	if got == "" {
		return Fault{Field: contentTypeField, Message: fmt.Sprintf("is missing, should be %s", want)}
	}
	return Fault{Field: contentTypeField, Message: fmt.Sprintf("should be %s, not %.100q", want, got)}
}
