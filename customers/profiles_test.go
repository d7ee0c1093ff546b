package customers_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// profileResults returns the results of [profileSteps]: with "" those without a profile, and for each profile those
// that differ. An error is its kind and message.
func profileResults() map[string]map[string]string {
	const (
		unauthorized = "unauthorized: Unauthorized"
		limited      = "rate limited: Too Many Requests"
		redirected   = "unexpected response: redirects are not followed"
		write        = " (outcome unknown)"
	)
	return map[string]map[string]string{
		"": {
			"Create":                "active since 09:00:00.123",
			"Create duplicate":      "conflict: A customer with this externalId exists",
			"Create unknown status": "bad request: status must be one of the following values: active, inactive",
			"Get":                   "active",
			"Update":                "inactive",
			"Addresses":             "0",
			"List":                  "1001",
			"FindByExternalID":      "inactive",
			"Ensure":                "created false",
			"Delete":                "done",
			"Get deleted":           "not found: Customer not found",
			"Delete deleted":        "not found: Customer not found",
			"wrong key":             "unauthorized: Unauthorized",
		},
		"envelope": {"Create unknown status": "bad request: The request is not valid"}, // Error.Fields names the status
		"foreign": {
			"Create duplicate":      "conflict: Conflict",
			"Create unknown status": "bad request: Bad Request",
			"Get deleted":           "not found: Not Found",
			"Delete deleted":        "not found: Not Found",
		},
		"html-401": {"wrong key": "unauthorized: "},
		"key-header": { // until the client has the option WithAPIKeyHeader
			"Create": unauthorized, "Create duplicate": unauthorized, "Create unknown status": unauthorized,
			"Get": unauthorized, "Update": unauthorized, "Addresses": unauthorized, "List": unauthorized,
			"FindByExternalID": unauthorized, "Ensure": unauthorized, "Delete": unauthorized,
			"Get deleted": unauthorized, "Delete deleted": unauthorized,
		},
		"s200":           {},
		"delete-text":    {},
		"soft-delete":    {"Get deleted": "inactive", "Delete deleted": "done"},
		"duplicates":     {"Create duplicate": "active", "List": "1002", "Ensure": "created true"},
		"unknown-status": {"Create unknown status": "frozen", "List": "1002"},
		"seconds":        {"Create": "active since 09:00:00.000"},
		"list-1000": {
			"List": "1000", "FindByExternalID": "not found: no customer has this externalId",
			"Ensure": "conflict: A customer with this externalId exists",
		},
		"rate-limit": { // after the fifth request; a wrong key has a limit of its own
			"Addresses": limited, "List": limited, "FindByExternalID": limited, "Ensure": limited,
			"Delete": limited, "Get deleted": limited, "Delete deleted": limited,
		},
		"grow": {},
		"redirect": {
			"Create": redirected + write, "Create duplicate": redirected + write, "Create unknown status": redirected + write,
			"Get": redirected, "Update": redirected + write, "Addresses": redirected, "List": redirected,
			"FindByExternalID": redirected, "Ensure": redirected + write, "Delete": redirected + write,
			"Get deleted": redirected, "Delete deleted": redirected + write, "wrong key": redirected,
		},
		"gzip": {},
	}
}

// profileSteps returns the calls of the table, in order. The customer has the id of the first Create.
func profileSteps() []profileStep {
	active := func(externalID string) customers.CreateParams {
		return customers.CreateParams{ExternalID: externalID, Status: customers.StatusActive}
	}
	return []profileStep{
		{"Create", func(ctx context.Context, c *customers.Client, id *string) (any, error) {
			created, err := c.Create(ctx, active("new"))
			if err != nil {
				return nil, err
			}
			*id = created.ID
			return created.Status + " since " + customers.Status(created.CreatedAt.Format("15:04:05.000")), nil
		}},
		{"Create duplicate", func(ctx context.Context, c *customers.Client, _ *string) (any, error) {
			return statusOf(c.Create(ctx, active("new")))
		}},
		{"Create unknown status", func(ctx context.Context, c *customers.Client, _ *string) (any, error) {
			return statusOf(c.Create(ctx, customers.CreateParams{ExternalID: "other", Status: "frozen"}))
		}},
		{"Get", func(ctx context.Context, c *customers.Client, id *string) (any, error) {
			return statusOf(c.Get(ctx, *id))
		}},
		{"Update", func(ctx context.Context, c *customers.Client, id *string) (any, error) {
			return statusOf(c.Update(ctx, *id, customers.UpdateParams{Status: customers.StatusInactive}))
		}},
		{"Addresses", func(ctx context.Context, c *customers.Client, id *string) (any, error) {
			list, err := c.Addresses(ctx, *id)
			return len(list), err
		}},
		{"List", func(ctx context.Context, c *customers.Client, _ *string) (any, error) {
			list, err := c.List(ctx)
			return len(list), err
		}},
		{"FindByExternalID", func(ctx context.Context, c *customers.Client, _ *string) (any, error) {
			return statusOf(c.FindByExternalID(ctx, "new"))
		}},
		{"Ensure", func(ctx context.Context, c *customers.Client, _ *string) (any, error) {
			_, created, err := c.Ensure(ctx, active("new"))
			return fmt.Sprintf("created %v", created), err
		}},
		{"Delete", func(ctx context.Context, c *customers.Client, id *string) (any, error) {
			return "done", c.Delete(ctx, *id)
		}},
		{"Get deleted", func(ctx context.Context, c *customers.Client, id *string) (any, error) {
			return statusOf(c.Get(ctx, *id))
		}},
		{"Delete deleted", func(ctx context.Context, c *customers.Client, id *string) (any, error) {
			return "done", c.Delete(ctx, *id)
		}},
		{"wrong key", func(ctx context.Context, c *customers.Client, id *string) (any, error) {
			stranger, err := c.With(customers.WithAPIKey("wrong"))
			if err != nil {
				return nil, err
			}
			return statusOf(stranger.Get(ctx, *id))
		}},
	}
}

type profileStep struct {
	name string
	call func(ctx context.Context, c *customers.Client, id *string) (any, error)
}

func statusOf(customer *customers.Customer, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return customer.Status, nil
}

// TestProfiles calls the operations of a service that differs from the spec's inferred parts in each way that the
// sandbox can.
func TestProfiles(t *testing.T) {
	t.Parallel()
	table := profileResults()
	profiles := append([]sandbox.Profile{{}}, sandbox.Profiles()...) // the first one changes nothing
	if len(table) != len(profiles) {
		t.Errorf("the table has %d profiles, want %d", len(table), len(profiles))
	}
	for _, profile := range profiles {
		name := profile.Name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			differing, found := table[name]
			if !found {
				t.Fatal("the table has no entry for the profile")
			}
			want := maps.Clone(table[""])
			maps.Copy(want, differing)
			if diff := cmp.Diff(want, runProfile(t, name)); diff != "" {
				t.Errorf("results (-want +got):\n%s", diff)
			}
		})
	}
}

// TestProfiles_KeyHeader checks that WithAPIKeyHeader makes up for the profile key-header.
func TestProfiles_KeyHeader(t *testing.T) {
	t.Parallel()
	got := runProfile(t, "key-header", customers.WithAPIKeyHeader("X-Participant-Key"))
	if diff := cmp.Diff(profileResults()[""], got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
}

// runProfile calls the steps and returns the result of each.
func runProfile(t *testing.T, profile string, opts ...customers.Option) map[string]string {
	t.Helper()
	config := sandbox.Config{APIKey: testKey, Now: func() time.Time {
		return time.Date(2026, time.April, 2, 9, 0, 0, 123e6, time.UTC)
	}}
	if profile != "" {
		config.Profiles = []string{profile}
	}
	emulator, err := sandbox.New(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := emulator.Seed(sandbox.GenerateSeed(0, 1000, 1)); err != nil { // as many as list-1000 lists
		t.Fatal(err)
	}
	srv := httptest.NewServer(emulator)
	t.Cleanup(srv.Close)
	client := newClient(t, srv.URL, opts...)
	id := "unknown"
	results := map[string]string{}
	for _, step := range profileSteps() {
		result, err := step.call(t.Context(), client, &id)
		results[step.name] = fmt.Sprint(result)
		if err != nil {
			e := asError(t, err)
			results[step.name] = e.Kind().Error() + ": " + e.Message
			if errors.Is(err, customers.ErrOutcomeUnknown) {
				results[step.name] += " (outcome unknown)"
			}
		}
	}
	return results
}
