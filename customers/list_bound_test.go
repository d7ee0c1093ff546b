package customers_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestWithMaxListBytes reads lists of exactly the bound, and of more. A customer and an account count as their JSON,
// but as at least 256 bytes each.
func TestWithMaxListBytes(t *testing.T) {
	t.Parallel()
	long := `{"id":"a","externalId":"` + strings.Repeat("x", 1000) + `"}`
	for _, tc := range []struct {
		name, element string
		counts        int64 // of an element, in bytes, without the comma before it
	}{
		{"small customers", `{"id":"a"}`, 256},
		{"long customers", long, int64(len(long))},
		{"customers with accounts", `{"id":"a","accounts":[{},{},{}]}`, 4 * 256},
	} {
		const n = 5
		body := "[" + strings.Join(slices.Repeat([]string{tc.element}, n), ",") + "]"
		exact := n * tc.counts
		if tc.counts == int64(len(tc.element)) {
			exact += n // a bracket or a comma before each element
		}
		client := offSpecServer(t, respond(200, jsonType, body))
		for _, bound := range []int64{exact, exact - 1} {
			bounded, err := client.With(customers.WithMaxListBytes(bound))
			if err != nil {
				t.Fatal(err)
			}
			list, err := bounded.List(t.Context())
			if bound == exact {
				if err != nil || len(list) != n {
					t.Errorf("%s: List = %d customers, %v, want %d", tc.name, len(list), err, n)
				}
				continue
			}
			wantSentinel(t, err, customers.ErrResponseTooLarge)
			for _, way := range []string{"All", "WithMaxListBytes"} {
				if !strings.Contains(oneLineOf(t, err), way) {
					t.Errorf("%s: the error %q does not name %s", tc.name, err, way)
				}
			}
			if all, err := collect(t, bounded); err != nil || len(all) != n {
				t.Errorf("%s: All = %d customers, %v, want %d: it has no bound", tc.name, len(all), err, n)
			}
			if _, err := bounded.FindByExternalID(t.Context(), "none"); !errors.Is(err, customers.ErrNotFound) {
				t.Errorf("%s: FindByExternalID = %v, want ErrNotFound: it has no bound", tc.name, err)
			}
			seq := slices.Values([]customers.CreateParams{{ExternalID: "e", Status: customers.StatusActive}})
			for result, err := range bounded.CreateAll(t.Context(), seq, customers.BulkOptions{SkipExisting: true}) {
				if !errors.Is(err, customers.ErrResponseTooLarge) {
					t.Errorf("%s: CreateAll with SkipExisting = %+v, %v, want ErrResponseTooLarge", tc.name, result, err)
				}
			}
		}
	}
}

// TestMaxResponseBytes_Values bounds the number of JSON values in one object, in one element of a list, and in the
// addresses.
func TestMaxResponseBytes_Values(t *testing.T) {
	t.Parallel()
	values := func(n int) string { return strings.TrimSuffix(strings.Repeat("{},", n), ",") }
	for _, tc := range []struct {
		name  string
		body  func(n int) string
		other int // values other than the n
		call  func(*customers.Client) error
	}{
		{"Get", func(n int) string { return `{"id":"a","accounts":[` + values(n) + `]}` }, 3, func(c *customers.Client) error {
			_, err := c.Get(t.Context(), "a")
			return err
		}},
		{"All", func(n int) string { return `[{"id":"a","accounts":[` + values(n) + `]}]` }, 3, func(c *customers.Client) error {
			_, err := collect(t, c)
			return err
		}},
		{
			"Addresses", func(n int) string { return `[` + strings.ReplaceAll(values(n), "{}", `""`) + `]` }, 1,
			func(c *customers.Client) error {
				_, err := c.Addresses(t.Context(), "a")
				return err
			},
		},
	} {
		for bound, most := range map[int64]int{1 << 20: 6553, 64 << 10: 1024} { // one for each 160 bytes, and at least 1,024
			for n, want := range map[int]error{most - tc.other: nil, most - tc.other + 1: customers.ErrResponseTooLarge} {
				client := offSpecServer(t, respond(200, jsonType, tc.body(n)), customers.WithMaxResponseBytes(bound))
				if err := tc.call(client); !errors.Is(err, want) {
					t.Errorf("%s: bound of %d bytes, %d values: error = %v, want %v", tc.name, bound, n, err, want)
				}
			}
		}
	}
}
