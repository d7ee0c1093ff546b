package contract

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"

	"github.com/getkin/kin-openapi/routers"
)

// match is the operation that a request calls, with its path parameters decoded.
type match struct {
	route  *routers.Route
	params map[string]string
}

func (m *match) id() string { return m.route.Operation.OperationID }

// match finds the operation of r by its encoded path, so that an id with an encoded slash stays one segment. A path
// with an empty or a dot segment names none: servers resolve such a path to another one before they route it.
func (v *Validator) match(r *http.Request) (*match, *Violation) {
	if escaped := r.URL.EscapedPath(); path.Clean(escaped) != escaped {
		return nil, unknownPath(r)
	}
	route, params, err := v.router.FindRoute(r)
	switch {
	case errors.Is(err, routers.ErrMethodNotAllowed):
		return nil, unknownMethod(r, v.methods(r))
	case err != nil:
		return nil, unknownPath(r)
	}
	for name, encoded := range params {
		if params[name], err = url.PathUnescape(encoded); err != nil {
			return nil, unknownPath(r)
		}
	}
	return &match{route: route, params: params}, nil
}

// methods returns the methods that the path of r has in the document, sorted.
func (v *Validator) methods(r *http.Request) []string {
	for _, item := range v.doc.Paths.Map() {
		for method := range item.Operations() {
			probe := &http.Request{Method: method, URL: r.URL}
			if route, _, err := v.router.FindRoute(probe); err == nil {
				return slices.Sorted(maps.Keys(route.PathItem.Operations()))
			}
		}
	}
	return nil
}

func unknownPath(r *http.Request) *Violation {
	return &Violation{
		Subject: unmatched(r),
		Status:  http.StatusNotFound,
		Faults:  []Fault{{Field: "path", Message: "is not in the spec"}},
	}
}

func unknownMethod(r *http.Request, allow []string) *Violation {
	return &Violation{
		Subject: unmatched(r),
		Status:  http.StatusMethodNotAllowed,
		Allow:   allow,
		Faults:  []Fault{{Field: "method", Message: "is not in the spec for this path"}},
	}
}
