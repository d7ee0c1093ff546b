package contract

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// checkPrefix checks the beginning of a response body whose end was not sent. It reports only the problems that no
// continuation could remove: a syntax error other than the missing end, and violations of the schema by values that are
// complete.
func checkPrefix(content openapi3.Content, contentType string, data []byte) []Problem {
	media := content.Get(contentType)
	if media == nil {
		return []Problem{contentTypeProblem(content, contentType)}
	}
	completed, open, err := completeJSON(data)
	if err != nil {
		return []Problem{{Field: "body", Message: "is not valid JSON: " + syntaxReason(err)}}
	}
	var value any
	if len(completed) == 0 || json.Unmarshal(completed, &value) != nil {
		return nil
	}
	err = media.Schema.Value.VisitJSON(value, openapi3.MultiErrors(), openapi3.VisitAsResponse())
	return problemsOf(open.withoutOpen(err), "body")
}

// completeJSON returns the complete values at the beginning of data with the arrays and objects around them closed, and
// these containers. A missing end is not an error.
func completeJSON(data []byte) (completed []byte, open openContainers, err error) {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(data))
	var end int64 // of the last complete value, or of the last bracket that opens a container
	for {
		token, err := decoder.ReadToken()
		if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) { //nolint:errorlint // the decoder returns io.EOF itself
			break
		}
		if err != nil {
			return nil, openContainers{}, err
		}
		kind, length := decoder.StackIndex(decoder.StackDepth())
		isName := kind == '{' && length%2 == 1
		mayContinue := token.Kind() == '0' && decoder.InputOffset() == int64(len(data)) // a number has no end of its own
		if !isName && !mayContinue {
			end = decoder.InputOffset()
		}
	}
	completed = bytes.Clone(data[:end])
	for depth := decoder.StackDepth(); depth > 0; depth-- {
		closing := byte(']')
		if kind, _ := decoder.StackIndex(depth); kind == '{' {
			closing = '}'
		}
		completed = append(completed, closing)
	}
	open = openContainers{count: decoder.StackDepth()}
	for token := range decoder.StackPointer().Tokens() {
		open.path = append(open.path, token)
	}
	return completed, open, nil
}

// openContainers describes the arrays and objects that are not complete: the first one is the body, and each of the
// others is inside the one before, at the next segment of path.
type openContainers struct {
	path  []string
	count int
}

func (o openContainers) contains(pointer []string) bool {
	return len(pointer) < o.count && slices.Equal(pointer, o.path[:len(pointer)])
}

// withoutOpen returns err without the violations that the rest of an open container could remove, such as a missing
// member.
func (o openContainers) withoutOpen(err error) error {
	switch e := err.(type) { //nolint:errorlint // this walks the tree itself: errors.As would find only the first leaf
	case openapi3.MultiError:
		var kept openapi3.MultiError
		for _, part := range e {
			if part = o.withoutOpen(part); part != nil {
				kept = append(kept, part)
			}
		}
		if len(kept) == 0 {
			return nil
		}
		return kept
	case *openapi3.SchemaError:
		pointer := e.JSONPointer()
		if e.SchemaField == "required" { // its pointer ends in the missing member
			pointer = pointer[:len(pointer)-1]
		}
		if o.contains(pointer) && e.SchemaField != "type" {
			return nil
		}
	}
	return err
}
