package contract

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// maxShown bounds how many problems Error prints, because a long list can have one in each element.
const maxShown = 10

// Violation reports how one message violates the document. Every error of a [Validator]'s checks is a *Violation.
type Violation struct { //nolint:errname // contract.Violation is the term; an Error suffix adds nothing
	// Subject names the message: "createCustomer request", "getCustomer response 200".
	Subject string
	// Status is the status code with which a server should reject the request: 400, 404, 405, 413 or 415. It is 0 if
	// the message is a response.
	Status int
	// Allow holds the methods of the path if Status is 405.
	Allow []string
	// Problems holds every problem found, at least one.
	Problems []Problem
	// Cause is the error of reading the body, or nil.
	Cause error
}

// Unwrap returns the cause.
func (v *Violation) Unwrap() error { return v.Cause }

// Problem is one way in which a message violates the document.
type Problem struct {
	// Field names the field, path parameter or header, such as "accounts[0].id" or "Content-Type". It is "body" for
	// the body as a whole.
	Field string
	// Message is the predicate, such as "should not be empty".
	Message string
}

// String returns the problem as a sentence, such as "externalId should not be empty".
func (p Problem) String() string { return p.Field + " " + p.Message }

// Error returns the subject and at most 10 problems in one line.
func (v *Violation) Error() string {
	var line strings.Builder
	line.WriteString(v.Subject)
	separator := ": "
	for _, problem := range v.Problems[:min(len(v.Problems), maxShown)] {
		line.WriteString(separator)
		line.WriteString(problem.String())
		separator = "; "
	}
	if more := len(v.Problems) - maxShown; more > 0 {
		fmt.Fprintf(&line, "; and %d more", more)
	}
	return line.String()
}

// violationOf returns a violation with these problems, or nil if there are none.
func violationOf(subject string, status int, problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &Violation{Subject: subject, Status: status, Problems: problems}
}

// problemsOf flattens an error of kin-openapi into problems with one short line each. root is the field of an error
// that names no field itself.
func problemsOf(err error, root string) []Problem {
	switch e := err.(type) { //nolint:errorlint // this walks the tree itself: errors.As would find only the first leaf
	case nil:
		return nil
	case openapi3.MultiError:
		var problems []Problem
		for _, part := range e {
			problems = append(problems, problemsOf(part, root)...)
		}
		return problems
	case *openapi3filter.RequestError:
		if e.Parameter != nil {
			root = e.Parameter.Name
		}
		return causeOrReason(e.Err, root, e.Reason)
	case *openapi3filter.ResponseError:
		return causeOrReason(e.Err, root, e.Reason)
	case *openapi3.SchemaError:
		return []Problem{{Field: FieldName(e.JSONPointer(), root), Message: schemaMessage(e)}}
	default:
		return []Problem{{Field: root, Message: firstLine(err.Error())}}
	}
}

// causeOrReason returns the problems of the cause. The reason only repeats the cause, so it is used without one.
func causeOrReason(cause error, root, reason string) []Problem {
	if cause == nil {
		return []Problem{{Field: root, Message: firstLine(reason)}}
	}
	return problemsOf(cause, root)
}

// schemaMessage describes a violated schema keyword, in the words of the service's framework where it has some.
func schemaMessage(e *openapi3.SchemaError) string {
	switch {
	case e.SchemaField == "required":
		return "is missing"
	case e.SchemaField == "nullable":
		return "should not be null"
	case e.SchemaField == "minLength" && e.Schema.MinLength == 1:
		return "should not be empty"
	case e.SchemaField == "enum":
		values := make([]string, len(e.Schema.Enum))
		for i, value := range e.Schema.Enum {
			values[i] = fmt.Sprint(value)
		}
		return "must be one of the following values: " + strings.Join(values, ", ")
	case e.Reason == "":
		return fmt.Sprintf("does not match %q of its schema", e.SchemaField)
	default:
		return firstLine(strings.TrimPrefix(e.Reason, "value "))
	}
}

// FieldName formats the segments of a JSON pointer as in accounts[0].id. It returns root if there are no segments.
func FieldName(segments []string, root string) string {
	if len(segments) == 0 {
		return root
	}
	var name strings.Builder
	for _, segment := range segments {
		switch {
		case isIndex(segment):
			name.WriteString("[" + segment + "]")
		case name.Len() > 0:
			name.WriteString("." + segment)
		default:
			name.WriteString(segment)
		}
	}
	return name.String()
}

func isIndex(segment string) bool {
	return segment != "" && strings.Trim(segment, "0123456789") == ""
}

// firstLine bounds a message of another library: kin-openapi appends dumps of schema and value, and a JSON decoder
// quotes member names of any length.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return fmt.Sprintf("%.200s", line)
}
