package verify

import (
	"net/http"
	"strconv"
)

// secondDeleteProbe judges the response to the delete of a customer that was deleted before.
func secondDeleteProbe() probe {
	return probe{
		name: "second delete", expected: "404",
		judge: func(s *session) finding {
			e := s.of(stepDeleteAgain)
			switch {
			case e == nil || !s.of(stepDelete).success():
				return notSeen("no customer was deleted")
			case e.status == http.StatusNotFound:
				return holds("404")
			case s.of(stepGetDeleted).success():
				return notSeen("a deleted customer is not gone")
			case e.success():
				return differs(strconv.Itoa(e.status), "nothing: Delete of a deleted customer returns nil",
					"in the spec: the description of deleteCustomer")
			}
			return differs(strconv.Itoa(e.status), "a retried Delete whose first response was lost fails",
				"in customers/response.go: accept this status code like 404")
		},
	}
}
