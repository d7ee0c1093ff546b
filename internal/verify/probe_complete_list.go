package verify

import (
	"slices"
	"strings"
)

// completeListProbe judges whether the list has all customers.
func completeListProbe() probe {
	return probe{
		name: "list of all customers", parts: []string{"schemas CustomerList"}, expected: "all customers, no pages",
		judge: func(s *session) finding {
			const means = "List, All and FindByExternalID miss customers, and Ensure can fail"
			const change = "in the spec: the parameters for pages; then package customers must follow them"
			if strings.Contains(s.value("Link"), "next") {
				return differs("pages", means, change)
			}
			created, list := s.of(stepCreate), s.of(stepListAfter)
			isCreated := func(customer map[string]any) bool { return textOf(customer, "id") == created.text("id") }
			switch {
			case created.text("id") == "" || !list.success() || list.failure != "" || list.object() != nil:
				return notSeen("no customer was created to look for")
			case slices.ContainsFunc(list.objects(), isCreated):
				return holds("a new customer is in the list")
			case !list.complete:
				return notSeen("the list is longer than -n")
			}
			return differs("a new customer is missing", means, change)
		},
	}
}
