package contract

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// maxShown bounds how many faults the one line of an error names; a long list can have a fault in each element.
const maxShown = 10

// Violation says how one message deviates from the document. Every error of a [Validator]'s checks is a *Violation.
type Violation struct { //nolint:errname // contract.Violation says it; an Error suffix would say less
	// Subject is what deviates: "createCustomer request", "getCustomer response 200".
	Subject string
	// Status is the status with which a server should answer the request: 400, 404, 405, 413 or 415. It is 0 when a
	// response deviates.
	Status int
	// Allow holds the methods that the path has, when Status is 405.
	Allow []string
	// Faults holds every fault found, at least one.
	Faults []Fault
}

// Fault is what is wrong with one field, path parameter or header, or with the body as a whole.
type Fault struct {
	// Field names it: "externalId", "accounts[0].id", "id", "Content-Type", "body".
	Field string
	// Message is the predicate: "should not be empty".
	Message string
}

// String returns the fault as a sentence: "externalId should not be empty".
func (f Fault) String() string { return f.Field + " " + f.Message }

// Error returns the subject and the faults in one line.
func (v *Violation) Error() string {
	var line strings.Builder
	line.WriteString(v.Subject)
	separator := ": "
	for _, fault := range v.Faults[:min(len(v.Faults), maxShown)] {
		line.WriteString(separator)
		line.WriteString(fault.String())
		separator = "; "
	}
	if more := len(v.Faults) - maxShown; more > 0 {
		fmt.Fprintf(&line, "; and %d more", more)
	}
	return line.String()
}

// unmatched names a request that calls no operation; %q keeps the line one line, the precision keeps it short.
func unmatched(r *http.Request) string {
	return fmt.Sprintf("%.20s %.200q request", r.Method, r.URL.EscapedPath())
}

// invalid returns a violation of the faults, or nil when there are none.
func invalid(subject string, status int, faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &Violation{Subject: subject, Status: status, Faults: faults}
}

// faultsOf flattens what kin-openapi found into one fault for each field, each in one short line. An error that names
// no field of its own is told of root.
func faultsOf(err error, root string) []Fault {
	switch e := err.(type) { //nolint:errorlint // this walks the tree itself: errors.As would find the first leaf only
	case nil:
		return nil
	case openapi3.MultiError:
		var faults []Fault
		for _, part := range e {
			faults = append(faults, faultsOf(part, root)...)
		}
		return faults
	case *openapi3filter.RequestError:
		if e.Parameter != nil {
			root = e.Parameter.Name
		}
		return wrapped(e.Err, root, e.Reason)
	case *openapi3filter.ResponseError:
		return wrapped(e.Err, root, e.Reason)
	case *openapi3.SchemaError:
		return []Fault{{Field: FieldName(e.JSONPointer(), root), Message: message(e)}}
	default:
		return []Fault{{Field: root, Message: oneLine(err.Error())}}
	}
}

// wrapped prefers the cause of a filter's error to the reason, which repeats it.
func wrapped(cause error, root, reason string) []Fault {
	if cause == nil {
		return []Fault{{Field: root, Message: oneLine(reason)}}
	}
	return faultsOf(cause, root)
}

// message says what a schema demands, in the words that the service's framework uses where it has some.
func message(e *openapi3.SchemaError) string {
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
		return oneLine(strings.TrimPrefix(e.Reason, "value "))
	}
}

// FieldName turns the segments of a JSON pointer into the notation people use, accounts[0].id. It returns root when
// there are none.
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

// oneLine bounds a message of another library: kin-openapi appends dumps of schema and value, and a JSON decoder quotes
// member names of any length.
func oneLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return fmt.Sprintf("%.200s", line)
}
