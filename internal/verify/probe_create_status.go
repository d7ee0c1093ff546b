package verify

import (
	"net/http"
	"strconv"
)

// createStatusProbe judges the status code of a create.
func createStatusProbe() probe {
	const created, ok = "/customers post responses 201", "/customers post responses 200"
	return probe{
		name: "status of a create", parts: []string{created, ok}, expected: "201",
		judge: func(s *session) finding {
			e := s.of(stepCreate)
			switch {
			case !e.success():
				return notSeen("no customer was created")
			case e.status == http.StatusCreated:
				return holds("201").confirming(created)
			case e.status == http.StatusOK:
				return differs("200", "nothing: the client accepts 200 and 201", "in the spec: mark "+ok+" as observed").
					confirming(ok)
			}
			return differs(strconv.Itoa(e.status), "the client accepts any 2xx with a customer in its body",
				"in the spec: add the status code to the responses of createCustomer")
		},
	}
}
