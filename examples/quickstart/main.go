// Command quickstart calls every operation of the customers API once.
//
//	go run ./examples/quickstart
//
// By default it starts a sandbox in the same process and calls that. If LEDGERLINK_BASE_URL or LEDGERLINK_API_KEY is
// set, it calls the real API, where it creates and deletes one customer.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// run creates a client of the real API or of a sandbox, and calls the operations.
func run(ctx context.Context, out io.Writer) error {
	if os.Getenv(customers.EnvBaseURL) != "" || os.Getenv(customers.EnvAPIKey) != "" {
		client, err := customers.NewFromEnv()
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "Calling the API at %s\n\n", os.Getenv(customers.EnvBaseURL))
		return callAll(ctx, out, client)
	}

	baseURL, apiKey, stop, err := startSandbox()
	if err != nil {
		return err
	}
	defer stop()
	client, err := customers.New(baseURL, customers.WithAPIKey(apiKey))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Started a sandbox at %s\n\n", baseURL)
	return callAll(ctx, out, client)
}

// callAll calls every operation, and handles an expected error.
func callAll(ctx context.Context, out io.Writer, client *customers.Client) error {
	created, err := client.Create(ctx, customers.CreateParams{
		ExternalID: "quickstart-" + strconv.FormatInt(time.Now().UnixNano(), 36),
		Status:     customers.StatusActive,
	})
	if err != nil {
		return err
	}
	printResult(out, "Create", describe(created))

	got, err := client.Get(ctx, created.ID)
	if err != nil {
		return err
	}
	printResult(out, "Get", describe(got))

	updated, err := client.Update(ctx, created.ID, customers.UpdateParams{Status: customers.StatusInactive})
	if err != nil {
		return err
	}
	printResult(out, "Update", describe(updated))

	count := 0
	firstID := ""
	for customer, err := range client.All(ctx) { // streams the list: one customer in memory at a time
		if err != nil {
			return err
		}
		if count == 0 {
			firstID = customer.ID
		}
		count++
	}
	printResult(out, "All", fmt.Sprintf("%d customers, the first is %s", count, firstID))

	addresses, err := client.Addresses(ctx, firstID)
	if err != nil {
		return err
	}
	printResult(out, "Addresses", fmt.Sprintf("%d of %s: %s", len(addresses), firstID, strings.Join(addresses, ", ")))

	if err := client.Delete(ctx, created.ID); err != nil {
		return err
	}
	printResult(out, "Delete", created.ID)

	switch _, err := client.Get(ctx, created.ID); {
	case errors.Is(err, customers.ErrNotFound):
		printResult(out, "Get", "ErrNotFound, as expected: "+err.Error())
		return nil
	case err != nil:
		return err
	default:
		return errors.New("the deleted customer still exists")
	}
}

func printResult(out io.Writer, operation, result string) {
	fmt.Fprintf(out, "%-10s %s\n", operation, result)
}

func describe(c *customers.Customer) string {
	return fmt.Sprintf("%s (%s) is %s since %s", c.ID, c.ExternalID, c.Status, c.UpdatedAt.Format(time.RFC3339))
}
