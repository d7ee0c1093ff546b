package verify

import (
	"slices"
	"time"
)

// listOrderProbe judges the order of the list.
func listOrderProbe() probe {
	return probe{
		name: "order of the list", parts: []string{"/customers get responses 200, order"}, expected: "oldest first",
		byChance: true,
		judge: func(s *session) finding {
			list := s.of(stepListAfter)
			if !list.success() {
				list = s.of(stepList)
			}
			var times []time.Time
			for _, customer := range list.objects() {
				if created, err := time.Parse(time.RFC3339, textOf(customer, "createdAt")); err == nil {
					times = append(times, created)
				}
			}
			newestFirst := slices.Clone(times)
			slices.Reverse(newestFirst)
			change := "in the spec: the description of the list"
			switch {
			case len(times) < 2 || slices.MinFunc(times, time.Time.Compare).Equal(slices.MaxFunc(times, time.Time.Compare)):
				return notSeen("the list has too few customers")
			case slices.IsSortedFunc(times, time.Time.Compare):
				return holds("oldest first")
			case slices.IsSortedFunc(newestFirst, time.Time.Compare):
				return differs("newest first", "All yields new customers first, and FindByExternalID finds them sooner", change)
			}
			return differs("not by createdAt", "do not rely on the order of List and All", change)
		},
	}
}
