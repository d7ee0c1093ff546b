// Quickstart runs all six operations of the customers API. By itself it starts the sandbox, an Account Manager in this
// process, on a free loopback port; with LEDGERLINK_BASE_URL and LEDGERLINK_API_KEY set it calls the real API, and
// creates and deletes one customer there.
//
//	go run ./examples/quickstart
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
	err := quickstart(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func quickstart(ctx context.Context, out io.Writer) error {
	if os.Getenv(customers.EnvBaseURL) != "" || os.Getenv(customers.EnvAPIKey) != "" {
		client, err := customers.NewFromEnv()
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "Calling the API at %s\n\n", os.Getenv(customers.EnvBaseURL))
		return story(ctx, out, client)
	}
	baseURL, key, stop, err := startSandbox()
	if err != nil {
		return err
	}
	defer stop()
	client, err := customers.New(baseURL, customers.WithAPIKey(key))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Started a sandbox at %s\n\n", baseURL)
	return story(ctx, out, client)
}

// story is what a program does with the client: every method once, and the error that everyone meets.
func story(ctx context.Context, out io.Writer, client *customers.Client) error {
	externalID := "quickstart-" + strconv.FormatInt(time.Now().UnixNano(), 36)

	created, err := client.Create(ctx, customers.CreateParams{ExternalID: externalID, Status: customers.StatusActive})
	if err != nil {
		return err
	}
	show(out, "Create", describe(created))

	got, err := client.Get(ctx, created.ID)
	if err != nil {
		return err
	}
	show(out, "Get", describe(got))

	updated, err := client.Update(ctx, created.ID, customers.UpdateParams{Status: customers.StatusInactive})
	if err != nil {
		return err
	}
	show(out, "Update", describe(updated))

	count := 0
	first := ""
	for c, err := range client.All(ctx) { // one customer in memory at a time, however many there are
		if err != nil {
			return err
		}
		if count++; first == "" {
			first = c.ID
		}
	}
	show(out, "All", fmt.Sprintf("%d customers, the first is %s", count, first))

	addresses, err := client.Addresses(ctx, first)
	if err != nil {
		return err
	}
	show(out, "Addresses", fmt.Sprintf("%d of %s: %s", len(addresses), first, strings.Join(addresses, ", ")))

	if err := client.Delete(ctx, created.ID); err != nil {
		return err
	}
	show(out, "Delete", created.ID)

	_, err = client.Get(ctx, created.ID)
	if !errors.Is(err, customers.ErrNotFound) {
		return fmt.Errorf("a deleted customer should be ErrNotFound, not %w", err)
	}
	show(out, "Get again", "ErrNotFound, as expected: "+err.Error())
	return nil
}

func show(out io.Writer, step, what string) { fmt.Fprintf(out, "%-10s %s\n", step, what) }

func describe(c *customers.Customer) string {
	return fmt.Sprintf("%s (%s) is %s since %s", c.ID, c.ExternalID, c.Status, c.UpdatedAt.Format(time.RFC3339))
}
