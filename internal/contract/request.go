package contract

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Request checks r and returns nil or a *[Violation]. It reads at most [MaxRequestBytes] and one byte of the body, and
// restores r.Body so that the next handler reads it from the start.
func (v *Validator) Request(r *http.Request) error {
	m, violation := v.match(r)
	if violation != nil {
		return violation
	}
	return m.checkRequest(r)
}

func (m *match) checkRequest(r *http.Request) error {
	subject := m.operationID() + " request"
	data, err := readBody(r)
	if err != nil {
		return bodyReadViolation(subject, err)
	}
	problems := append(m.checkParameters(r), m.undeclaredQuery(r)...)
	declared := m.route.Operation.RequestBody
	switch {
	case declared == nil && len(data) > 0:
		problems = append(problems, Problem{Field: "body", Message: "should be empty"})
	case declared != nil && len(data) == 0 && declared.Value.Required:
		problems = append(problems, Problem{Field: "body", Message: "is missing"})
	case declared != nil && len(data) > 0:
		value, found := checkBody(declared.Value.Content, r.Header.Get(contentTypeField), data, openapi3.VisitAsRequest())
		if len(found) > 0 && found[0].Field == contentTypeField {
			return violationOf(subject, http.StatusUnsupportedMediaType, found)
		}
		if problems = append(problems, found...); len(problems) == 0 {
			r.Body = validatedBody{ReadCloser: r.Body, value: value}
		}
	}
	return violationOf(subject, http.StatusBadRequest, problems)
}

// checkParameters checks path and header parameters. It uses a copy without a body, because kin-openapi would read the
// body again.
func (m *match) checkParameters(r *http.Request) []Problem {
	bare := r.WithContext(r.Context())
	bare.Body = http.NoBody
	problems := problemsOf(openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request:    bare,
		PathParams: m.params,
		Route:      m.route,
		Options: &openapi3filter.Options{
			ExcludeRequestBody:  true,
			MultiError:          true,
			SkipSettingDefaults: true,
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
		},
	}), "request")
	return m.withUnsafeSegments(problems)
}

// withUnsafeSegments adds the path parameters that are not one path segment behind every gateway: clients and gateways
// resolve dot segments, and some gateways decode a segment, or decode it twice, and then split it at these characters.
func (m *match) withUnsafeSegments(problems []Problem) []Problem {
	for _, name := range slices.Sorted(maps.Keys(m.params)) {
		if isUnsafeSegment(m.params[name]) {
			problems = slices.DeleteFunc(problems, func(p Problem) bool { return p.Field == name }) // of a pattern
			message := `should not be "." or "..", or contain a control character or any of / \ % ? # ;`
			problems = append(problems, Problem{Field: name, Message: message})
		}
	}
	return problems
}

func isUnsafeSegment(value string) bool {
	return value == "." || value == ".." || strings.ContainsFunc(value, func(char rune) bool {
		return char < ' ' || char == 0x7f || strings.ContainsRune(`/\%?#;`, char)
	})
}

// undeclaredQuery reports query parameters that the operation does not declare, because a client that sends one expects
// filtering or paging that does not exist.
func (m *match) undeclaredQuery(r *http.Request) []Problem {
	if r.URL.RawQuery == "" {
		return nil
	}
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(r.URL.Query())) {
		if m.route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil &&
			m.route.PathItem.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			problem := Problem{Field: fmt.Sprintf("query parameter %.100q", name), Message: "is not in the spec"}
			problems = append(problems, problem)
		}
	}
	return problems
}

// bodyReadViolation reports a body that is too large with 413, and any other read error with 400.
func bodyReadViolation(subject string, err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		message := fmt.Sprintf("should not be larger than %d bytes", tooLarge.Limit)
		return violationOf(subject, http.StatusRequestEntityTooLarge, []Problem{{Field: "body", Message: message}})
	}
	message := "cannot be read: " + firstLine(err.Error())
	return &Violation{
		Subject:  subject,
		Status:   http.StatusBadRequest,
		Problems: []Problem{{Field: "body", Message: message}},
		Cause:    err,
	}
}
