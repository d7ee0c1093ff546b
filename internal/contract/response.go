package contract

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Response checks an answer to r and returns nil or a *[Violation]. A status that the operation does not list is held
// against its default response.
func (v *Validator) Response(r *http.Request, status int, header http.Header, body []byte) error {
	m, violation := v.match(r)
	if violation != nil {
		return violation
	}
	return m.response(r, status, header, body)
}

func (m *match) response(r *http.Request, status int, header http.Header, body []byte) error {
	subject := fmt.Sprintf("%s response %d", m.id(), status)
	operation := m.route.Operation
	declared := operation.Responses.Status(status)
	if declared == nil {
		declared = operation.Responses.Default()
	}
	if declared == nil {
		return invalid(subject, 0, []Fault{{Field: "status", Message: "is not in the spec"}})
	}
	faults := headers(declared.Value.Headers, r, status, header)
	switch content := declared.Value.Content; {
	case len(content) == 0 && len(body) > 0:
		faults = append(faults, Fault{Field: "body", Message: "should be empty"})
	case len(content) > 0:
		_, found := check(content, header.Get(contentTypeField), body, openapi3.VisitAsResponse())
		faults = append(faults, found...)
	}
	return invalid(subject, 0, faults)
}

// headers checks the declared headers one by one, because kin-openapi stops at the first fault and does not name it.
func headers(declared openapi3.Headers, r *http.Request, status int, header http.Header) []Fault {
	faults := make([]Fault, 0, len(declared))
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		response := &openapi3.ResponseRef{Value: &openapi3.Response{Headers: openapi3.Headers{name: declared[name]}}}
		operation := &openapi3.Operation{Responses: openapi3.NewResponses(openapi3.WithStatus(status, response))}
		err := openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{
				Request: r,
				Route:   &routers.Route{Spec: &openapi3.T{}, Operation: operation},
			},
			Status:  status,
			Header:  header,
			Options: &openapi3filter.Options{ExcludeResponseBody: true, MultiError: true},
		})
		faults = append(faults, faultsOf(err, name)...)
	}
	return faults
}
