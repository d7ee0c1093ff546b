package customers_test

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// TestReadmeCompiles demands that every Go snippet of the README stands in this file, line by line, and so compiles.
func TestReadmeCompiles(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.ReadFile("readme_test.go")
	if err != nil {
		t.Fatal(err)
	}
	snippets := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(readme, -1)
	if len(snippets) < 4 {
		t.Errorf("found %d snippets: is the README still there?", len(snippets))
	}
	for _, snippet := range snippets {
		if !strings.Contains(flat(string(here)), flat(string(snippet[1]))) {
			t.Errorf("this snippet of the README is not in readme_test.go:\n%s", snippet[1])
		}
	}
}

// TestReadmeNamesTests demands that every test that the README names is there.
func TestReadmeNamesTests(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{}
	for _, dir := range []string{".", "customerstest", "../internal/transport", "../internal/budget", "../internal/faulttest", "../examples/bulk/fleet", "../examples/bulk/import", "../otel"} {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no tests: %v", dir, err)
		}
		for _, file := range files {
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(code, -1) {
				tests[string(found[1])] = true
			}
		}
	}
	named := regexp.MustCompile("`(Test[A-Z]\\w+)`").FindAllSubmatch(readme, -1)
	if len(named) < 20 {
		t.Errorf("the README names %d tests: is its table still there?", len(named))
	}
	for _, name := range named {
		if !tests[string(name[1])] {
			t.Errorf("the README names %s, which does not exist", name[1])
		}
	}
}

// flat drops indentation and blank lines.
func flat(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
	}
	return strings.Join(lines, "\n")
}

var _ = []any{readmeLogger, readmeConstruct, readmeErrors, readmeOutcome, readmeStream, readmeBulk, readmeLimit, readmeRetry}

func readmeLogger(client *customers.Client) (*customers.Client, error) {
	var err error
	client, err = client.With(customers.WithLogger(slog.Default()))

	return client, err
}

func readmeOutcome(ctx context.Context, client *customers.Client, params customers.CreateParams) (*customers.Customer, error) {
	customer, err := client.Create(ctx, params)
	if errors.Is(err, customers.ErrOutcomeUnknown) {
		customer, err = client.FindByExternalID(ctx, params.ExternalID)
		if errors.Is(err, customers.ErrNotFound) {
			customer, err = client.Create(ctx, params) // it was not created
		}
	}

	return customer, err
}

func readmeConstruct(ctx context.Context, key string) error {
	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey(key))
	if err != nil {
		return err
	}
	customer, err := client.Create(ctx, customers.CreateParams{
		ExternalID: "customer-ext-001",
		Status:     customers.StatusActive,
	})

	_ = customer
	return err
}

func readmeErrors(ctx context.Context, client *customers.Client, params customers.CreateParams) error {
	customer, err := client.Create(ctx, params)
	var e *customers.Error
	switch {
	case errors.Is(err, customers.ErrConflict) && errors.As(err, &e):
		slog.Info("exists already", "message", e.Message, "request_id", e.RequestID)
	case errors.Is(err, customers.ErrOutcomeUnknown):
		// perhaps created: look with FindByExternalID before trying again
	case err != nil:
		return err
	}

	_ = customer
	return nil
}

func readmeStream(ctx context.Context, client *customers.Client, handle func(customers.Customer)) error {
	for customer, err := range client.All(ctx) {
		if err != nil {
			return err // once, as the last item; it names the index
		}
		handle(customer)
	}

	return nil
}

func readmeRetry(key string) (*customers.Client, error) {
	client, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey(key),
		customers.WithRetry(customers.RetryPolicy{MaxAttempts: 5}), // or customers.NoRetry
		customers.WithTimeout(20*time.Second),                      // the whole call, with all waits
		customers.WithAttemptTimeout(5*time.Second),                // one exchange; of a list, each pause
	)
	return client, err
}

func readmeLimit(key string, limiter customers.Limiter) error {
	client, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey(key),
		customers.WithLimiter(limiter),     // as rate.NewLimiter(rate.Every(time.Hour/990), 10)
		customers.WithTimeout(time.Minute), // it holds the wait for the limiter, too
	)

	_ = client
	return err
}

func readmeBulk(ctx context.Context, client *customers.Client, params iter.Seq[customers.CreateParams]) error {
	for result, err := range client.CreateAll(ctx, params, customers.BulkOptions{}) {
		if err != nil {
			return err // once, as the last item: the run ended early
		}
		switch result.Outcome {
		case customers.OutcomeCreated, customers.OutcomeExists:
		case customers.OutcomeRefused: // would be refused again
		case customers.OutcomeFailed, customers.OutcomeUnknown: // run it again
		}
	}

	return nil
}

func TestReadmeTesting(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t) // an Account Manager in your test's process
	srv.Seed(customers.Customer{ID: "a", ExternalID: "customer-ext-001"})
	srv.SetAddresses("a", "0x742d35Cc6634C0532925a3b844Bc454e4438f44e")
	srv.Fail(customerstest.Fault{Operation: "getCustomer", Status: 503}, 2) // a Get now succeeds at its third attempt
	client := srv.Client(t)                                                 // or customers.New(srv.URL, customers.WithAPIKey(srv.APIKey))

	if _, err := client.Get(t.Context(), "a"); err != nil || len(srv.Requests()) != 3 {
		t.Errorf("Get after %d requests: %v, want it to succeed at the third", len(srv.Requests()), err)
	}
}
