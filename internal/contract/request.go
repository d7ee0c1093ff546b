package contract

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Request checks r and returns nil or a *[Violation]. It reads at most [MaxRequestBytes] of the body and one byte, and
// restores r.Body so that the next handler reads it from the start.
func (v *Validator) Request(r *http.Request) error {
	m, violation := v.match(r)
	if violation != nil {
		return violation
	}
	return m.request(r)
}

func (m *match) request(r *http.Request) error {
	subject := m.id() + " request"
	data, err := readBody(r)
	if err != nil {
		return unreadable(subject, err)
	}
	faults := append(m.parameters(r), m.undeclaredQuery(r)...)
	declared := m.route.Operation.RequestBody
	switch {
	case declared == nil && len(data) > 0:
		faults = append(faults, Fault{Field: "body", Message: "should be empty"})
	case declared != nil && len(data) == 0 && declared.Value.Required:
		faults = append(faults, Fault{Field: "body", Message: "is missing"})
	case declared != nil && len(data) > 0:
		value, found := check(declared.Value.Content, r.Header.Get(contentTypeField), data, openapi3.VisitAsRequest())
		if len(found) > 0 && found[0].Field == contentTypeField {
			return invalid(subject, http.StatusUnsupportedMediaType, found)
		}
		if faults = append(faults, found...); len(faults) == 0 {
			r.Body = validated{ReadCloser: r.Body, value: value}
		}
	}
	return invalid(subject, http.StatusBadRequest, faults)
}

// parameters checks path and header parameters. It works on a copy without a body, which kin-openapi would read again.
func (m *match) parameters(r *http.Request) []Fault {
	bare := r.WithContext(r.Context())
	bare.Body = http.NoBody
	return faultsOf(openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
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
}

// undeclaredQuery finds query parameters that the operation does not have: someone believes in a filter or in pages.
func (m *match) undeclaredQuery(r *http.Request) []Fault {
	if r.URL.RawQuery == "" {
		return nil
	}
	var faults []Fault
	for _, name := range slices.Sorted(maps.Keys(r.URL.Query())) {
		if m.route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil &&
			m.route.PathItem.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			faults = append(faults, Fault{Field: fmt.Sprintf("query parameter %.100q", name), Message: "is not in the spec"})
		}
	}
	return faults
}

// unreadable tells a body that is too large from one that broke off.
func unreadable(subject string, err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		fault := Fault{Field: "body", Message: fmt.Sprintf("should not be larger than %d bytes", tooLarge.Limit)}
		return invalid(subject, http.StatusRequestEntityTooLarge, []Fault{fault})
	}
	fault := Fault{Field: "body", Message: "cannot be read: " + oneLine(err.Error())}
	return invalid(subject, http.StatusBadRequest, []Fault{fault})
}
