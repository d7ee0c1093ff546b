package verify

import (
	"net/http"
	"strconv"
)

// unknownIDProbe judges the status code of an id that does not exist.
func unknownIDProbe() probe {
	return probe{
		name: "unknown id", parts: []string{"responses NotFound"}, expected: "404",
		judge: func(s *session) finding {
			e := s.of(stepUnknown)
			switch {
			case e == nil:
				return notSeen("no response")
			case e.status == http.StatusNotFound:
				return holds("404")
			case e.status/100 == 3:
				return notSeen("redirected")
			}
			return differs(strconv.Itoa(e.status), "Get of an unknown id does not return ErrNotFound",
				"in the spec: the responses of getCustomer")
		},
	}
}

// unknownAddressesProbe judges the addresses of an id that does not exist.
func unknownAddressesProbe() probe {
	return probe{
		name: "addresses of an unknown id", expected: "404",
		judge: func(s *session) finding {
			unknown, e := s.of(stepUnknown), s.of(stepUnknownAddresses)
			switch {
			case unknown == nil || e == nil:
				return notSeen("no response")
			case e.status == http.StatusNotFound:
				return holds("404")
			case e.status/100 == 3 || !e.success() && e.status == unknown.status:
				return notSeen("as a get of an unknown id")
			}
			return differs(strconv.Itoa(e.status), "Addresses of an unknown id does not return ErrNotFound",
				"in the spec: the responses of listCustomerAddresses")
		},
	}
}
