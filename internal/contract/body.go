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

// MaxRequestBytes is the largest accepted request body.
const MaxRequestBytes = 1 << 20

const contentTypeField = "Content-Type"

// readBody reads the body of r up to the limit and replaces r.Body with one that reads the same from the start,
// including the bytes beyond the limit and the error at the end.
func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	original := r.Body
	data, err := io.ReadAll(io.LimitReader(original, MaxRequestBytes+1))
	var rest io.Reader = original
	if err != nil {
		rest = failedReader{err} // original may return io.EOF from now on
	}
	r.Body = restoredBody{Reader: io.MultiReader(bytes.NewReader(data), rest), Closer: original}
	if err == nil && len(data) > MaxRequestBytes {
		err = &http.MaxBytesError{Limit: MaxRequestBytes}
	}
	return data, err
}

// restoredBody is a body that was read and can be read again.
type restoredBody struct {
	io.Reader
	io.Closer
}

// failedReader returns the same error from each call of Read.
type failedReader struct{ err error }

func (f failedReader) Read([]byte) (int, error) { return 0, f.err }

// validatedBody is a restored body with the decoded value that passed validation. Generated handlers bind this value,
// and so use exactly what was validated: encoding/json would match member names without regard to case.
type validatedBody struct {
	io.ReadCloser
	value any
}

// ValidatedValue implements the interface by which the oapi-codegen runtime obtains the value.
func (b validatedBody) ValidatedValue() any { return b.value }

// checkBody decodes a body strictly and validates it against the schema of its media type. Every media type in the
// document is JSON.
func checkBody(content openapi3.Content, contentType string, data []byte, option openapi3.SchemaValidationOption) (
	value any, problems []Problem,
) {
	media := content.Get(contentType)
	if media == nil {
		return nil, []Problem{contentTypeProblem(content, contentType)}
	}
	if err := json.Unmarshal(data, &value); err != nil {
		return nil, []Problem{{Field: "body", Message: "is not valid JSON: " + syntaxReason(err)}}
	}
	err := media.Schema.Value.VisitJSON(value, openapi3.MultiErrors(), option)
	return value, problemsOf(err, "body")
}

func contentTypeProblem(content openapi3.Content, got string) Problem {
	want := strings.Join(slices.Sorted(maps.Keys(content)), " or ")
	if got == "" {
		return Problem{Field: contentTypeField, Message: fmt.Sprintf("is missing, should be %s", want)}
	}
	return Problem{Field: contentTypeField, Message: fmt.Sprintf("should be %s, not %.100q", want, got)}
}

// syntaxReason strips the names of Go packages, which mean nothing to users of other languages.
func syntaxReason(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "unexpected end of input"
	}
	return firstLine(strings.TrimPrefix(err.Error(), "jsontext: "))
}
