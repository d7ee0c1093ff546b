package verify

import (
	"net/http"
	"strconv"
)

// deletedProbe judges whether a deleted customer is gone.
func deletedProbe() probe {
	return probe{
		name: "get after a delete", expected: "404",
		judge: func(s *session) finding {
			e := s.of(stepGetDeleted)
			switch {
			case e == nil || !s.of(stepDelete).success():
				return notSeen("no customer was deleted")
			case e.status == http.StatusNotFound:
				return holds("404")
			case e.success() && e.text("status") == "inactive":
				return differs("the customer is inactive", "Delete only deactivates: Get returns the customer, and List "+
					"may, too", "in the spec: the description of deleteCustomer")
			}
			return differs(strconv.Itoa(e.status), "Get does not return ErrNotFound after Delete",
				"in the spec: the description of deleteCustomer")
		},
	}
}
