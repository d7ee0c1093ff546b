package verify

import (
	"net/http"
	"strconv"
)

// keyRequiredProbe judges the status code of a wrong and of a missing key.
func keyRequiredProbe() probe {
	return probe{
		name: "key is required", parts: []string{"responses Unauthorized"}, expected: "401 without the key",
		judge: func(s *session) finding {
			seen := ""
			for _, step := range []struct{ name, label string }{{stepWrongKey, "wrong key"}, {stepNoKey, "no key"}} {
				e := s.of(step.name)
				if e == nil {
					return notSeen("no response")
				}
				if e.status == http.StatusUnauthorized {
					continue
				}
				if seen != "" {
					seen += ", "
				}
				seen += step.label + " " + strconv.Itoa(e.status)
			}
			if seen == "" {
				return holds("401")
			}
			return differs(seen, "a wrong key does not match ErrUnauthorized",
				"in the spec: the status codes of all operations, and customers/response.go")
		},
	}
}
