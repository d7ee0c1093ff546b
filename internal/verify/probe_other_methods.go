package verify

import "fmt"

// otherMethodsProbe judges the methods that the document does not have.
func otherMethodsProbe() probe {
	return probe{
		name: "HEAD and OPTIONS", expected: "no server error",
		judge: func(s *session) finding {
			head, options := s.of(stepHead), s.of(stepOptions)
			if head == nil || options == nil {
				return notSeen("no response")
			}
			seen := fmt.Sprintf("HEAD %d, OPTIONS %d", head.status, options.status)
			if head.status >= 500 || options.status >= 500 {
				return differs(seen, "nothing: the client sends neither; a monitor should not", "nothing")
			}
			return holds("%s", seen)
		},
	}
}
