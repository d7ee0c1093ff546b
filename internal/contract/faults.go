package contract

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

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
