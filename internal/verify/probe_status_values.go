package verify

import "strings"

// statusValuesProbe judges the status of the customers that the run did not create.
func statusValuesProbe() probe {
	return probe{
		name: "values of a status", parts: []string{"schemas Customer status"}, expected: "active and inactive",
		byChance: true,
		judge: func(s *session) finding {
			seen := false
			for _, e := range s.responses() {
				for _, customer := range e.objects() {
					status := textOf(customer, "status")
					isOwn := strings.HasPrefix(textOf(customer, "externalId"), externalIDPrefix)
					if !e.success() || isOwn || status == "" {
						continue
					}
					if status != "active" && status != "inactive" {
						return differs("others, too", "nothing: the client keeps them; IsKnown reports false",
							"in the spec: the description of Customer.status; in package customers: a constant")
					}
					seen = true
				}
			}
			if !seen {
				return notSeen("no customer of others")
			}
			return holds("active and inactive")
		},
	}
}
