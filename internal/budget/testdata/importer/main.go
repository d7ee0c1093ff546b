// Command importer calls each method of the public API as the documentation shows, and prints ok.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println("ok")
}

func run(ctx context.Context) error {
	base, err := customers.NewFromEnv(customers.WithUserAgent("importer/1.0"))
	if err != nil {
		return err
	}
	client, err := base.With(customers.WithTimeout(10*time.Second), customers.WithMaxResponseBytes(1<<20))
	if err != nil {
		return err
	}

	var info customers.ResponseInfo
	params := customers.CreateParams{ExternalID: "importer-1", Status: customers.StatusActive}
	created, err := client.Create(ctx, params, customers.WithResponseInfo(&info))
	if err != nil {
		return err
	}
	if info.StatusCode/100 != 2 {
		return fmt.Errorf("create returned status %d", info.StatusCode)
	}
	if _, err := client.Create(ctx, params); !errors.Is(err, customers.ErrConflict) {
		return fmt.Errorf("second create: %w", err)
	}
	if ensured, again, err := client.Ensure(ctx, params); err != nil || again || ensured.ID != created.ID {
		return fmt.Errorf("ensure returned %v, %v: %w", ensured, again, err)
	}
	if err := read(ctx, client, created.ID); err != nil {
		return err
	}
	updated, err := client.Update(ctx, created.ID, customers.UpdateParams{Status: customers.StatusInactive})
	if err != nil {
		return err
	}
	if updated.Status != customers.StatusInactive || !updated.Status.IsKnown() {
		return fmt.Errorf("status after update: %q", updated.Status)
	}
	if err := client.Delete(ctx, created.ID); err != nil {
		return err
	}
	return checkDeleted(ctx, client, created.ID)
}

// read calls each method that reads, for the customer with the given id.
func read(ctx context.Context, client *customers.Client, id string) error {
	got, err := client.Get(ctx, id, customers.WithRequestHeader("X-Trace", "1"))
	if err != nil {
		return err
	}
	found, err := client.FindByExternalID(ctx, got.ExternalID)
	if err != nil {
		return err
	}
	list, err := client.List(ctx)
	if err != nil {
		return err
	}
	streamed := 0
	for c, err := range client.All(ctx) {
		if err != nil {
			return err
		}
		if c.ID == id {
			streamed++
		}
	}
	addresses, err := client.Addresses(ctx, id)
	if err != nil {
		return err
	}
	if found.ID != id || len(list) == 0 || streamed != 1 || addresses == nil {
		return fmt.Errorf("read %q: found %q, listed %d customers, streamed it %d times, addresses %q",
			id, found.ID, len(list), streamed, addresses)
	}
	return nil
}

// checkDeleted reports an error unless Get of a deleted customer returns a *customers.Error with ErrNotFound.
func checkDeleted(ctx context.Context, client *customers.Client, id string) error {
	_, err := client.Get(ctx, id)
	var apiErr *customers.Error
	if !errors.As(err, &apiErr) || !errors.Is(err, customers.ErrNotFound) {
		return fmt.Errorf("get after delete: %w", err)
	}
	if apiErr.Op != "Get" || apiErr.StatusCode != 404 || len(apiErr.Body) == 0 {
		return fmt.Errorf("get after delete: op %q, status %d, body %q", apiErr.Op, apiErr.StatusCode, apiErr.Body)
	}
	if err := client.Delete(ctx, ""); !errors.Is(err, customers.ErrInvalidArgument) {
		return fmt.Errorf("delete with an empty id: %w", err)
	}
	return nil
}
