package verify

import (
	"net/http"
	"strconv"
)

// deleteStatusProbe judges the status code and the body of a delete.
func deleteStatusProbe() probe {
	const noContent, ok = "/customers/{id} delete responses 204", "/customers/{id} delete responses 200"
	return probe{
		name: "response of a delete", parts: []string{noContent, ok}, expected: "204 without a body",
		judge: func(s *session) finding {
			e := s.of(stepDelete)
			if !e.success() {
				return notSeen("no customer was deleted")
			}
			seen := strconv.Itoa(e.status) + " without a body"
			if hasBody(e) {
				seen = strconv.Itoa(e.status) + " with a body"
			}
			switch {
			case e.status == http.StatusNoContent && !hasBody(e):
				return holds("%s", seen).confirming(noContent)
			case e.isHTML():
				return differs(seen+" of HTML", "Delete returns ErrUnexpectedResponse", "in the spec: "+noContent)
			case e.status == http.StatusOK:
				return differs(seen, "nothing: Delete accepts any 2xx", "in the spec: mark "+ok+" as observed").confirming(ok)
			}
			return differs(seen, "nothing: Delete accepts any 2xx", "in the spec: the responses of deleteCustomer")
		},
	}
}

// hasBody reports a body, or headers that announce one: net/http does not read the body of a 204.
func hasBody(e *exchange) bool {
	length := e.header.Get("Content-Length")
	return len(e.body) > 0 || e.status == http.StatusNoContent && (length != "" && length != "0" || e.mediaType() != "")
}
