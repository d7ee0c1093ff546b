package customers_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestBulkBreak leaves the loop: the calls under way are cancelled, and OnResult still hears of each.
func TestBulkBreak(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, service := bulkClient(t, echo)
		taken, seen := 0, 0
		heard := map[int]customers.BulkResult{}
		opts := customers.BulkOptions{Concurrency: 4, OnResult: func(r customers.BulkResult) {
			heard[r.Index] = r
		}}
		service.stagger = 10 * time.Millisecond
		start := time.Now()
		for _, err := range client.CreateAll(t.Context(), numbered("x", 1000, &taken), opts) {
			if err != nil {
				t.Fatal(err)
			}
			if seen++; seen == 5 {
				break
			}
		}
		if took := time.Since(start); took > 2200*time.Millisecond {
			t.Errorf("took %v to leave", took)
		}
		count := map[customers.Outcome]int{}
		for _, r := range heard {
			count[r.Outcome]++
		}
		if seen != 5 || len(heard) != taken || service.now.Load() != 0 || count[customers.OutcomeUnknown] == 0 {
			t.Errorf("%d seen, %d taken, %d heard of: %v, %d still run", seen, taken, len(heard), count, &service.now)
		}
	})
}

// TestBulkPanics passes the user's own panics on, and nothing stays behind: synctest would say so.
func TestBulkPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, service := bulkClient(t, echo)
		for name, do := range map[string]func(){
			"body": func() {
				for _, err := range client.CreateAll(t.Context(), numbered("x", 100, new(int)), customers.BulkOptions{}) {
					t.Log(err)
					panic("body")
				}
			},
			"OnResult": func() {
				opts := customers.BulkOptions{OnResult: func(customers.BulkResult) { panic("OnResult") }}
				for result, err := range client.CreateAll(t.Context(), numbered("x", 100, new(int)), opts) {
					t.Errorf("%+v, %v", result, err)
				}
			},
			"seq": func() {
				seq := func(yield func(customers.CreateParams) bool) {
					yield(customers.CreateParams{ExternalID: "x", Status: customers.StatusActive})
					panic("seq")
				}
				for result, err := range client.CreateAll(t.Context(), seq, customers.BulkOptions{}) {
					t.Errorf("%+v, %v", result, err)
				}
			},
		} {
			func() {
				defer func() {
					if got := recover(); got != name {
						t.Errorf("recovered %v, want %s", got, name)
					}
				}()
				do()
			}()
			if n := service.now.Load(); n != 0 {
				t.Errorf("%s: %d calls still run", name, n)
			}
		}
	})
}
