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

// Response checks a response to r and returns nil or a *[Violation]. If the operation does not list the status code,
// its default response applies.
func (v *Validator) Response(r *http.Request, status int, header http.Header, body []byte) error {
	m, violation := v.match(r)
	if violation != nil {
		return violation
	}
	return m.checkResponse(r, sentResponse{status: status, header: header, body: body})
}

// sentResponse is a response as it was sent.
type sentResponse struct {
	status int
	header http.Header
	body   []byte
	cut    bool // whether the connection ended first, so that the body may be only the beginning
}

func (m *match) checkResponse(r *http.Request, sent sentResponse) error {
	status, header, body := sent.status, sent.header, sent.body
	subject := fmt.Sprintf("%s response %d", m.operationID(), status)
	operation := m.route.Operation
	declared := operation.Responses.Status(status)
	if declared == nil {
		declared = operation.Responses.Default()
	}
	if declared == nil {
		return violationOf(subject, 0, []Problem{{Field: "status", Message: "is not in the spec"}})
	}
	problems := checkHeaders(declared.Value.Headers, r, status, header)
	switch content := declared.Value.Content; {
	case len(content) == 0 && len(body) > 0:
		problems = append(problems, Problem{Field: "body", Message: "should be empty"})
	case len(content) > 0 && sent.cut:
		problems = append(problems, checkPrefix(content, header.Get(contentTypeField), body)...)
	case len(content) > 0:
		_, found := checkBody(content, header.Get(contentTypeField), body, openapi3.VisitAsResponse())
		problems = append(problems, found...)
	}
	return violationOf(subject, 0, problems)
}

// checkHeaders checks the declared headers one by one, because kin-openapi stops at the first violation and does not
// name the header.
func checkHeaders(declared openapi3.Headers, r *http.Request, status int, header http.Header) []Problem {
	problems := make([]Problem, 0, len(declared))
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
		problems = append(problems, problemsOf(err, name)...)
	}
	return problems
}
