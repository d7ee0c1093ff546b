package onboard_test

import (
	"slices"
	"testing"

	"example.com/importer"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

func TestOnboard(t *testing.T) {
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ID: "cst-1", ExternalID: "known", Status: customers.StatusActive})
	srv.SetAddresses("cst-1", "0xAb")
	client := srv.Client(t)

	known, err := onboard.Onboard(t.Context(), client, "known")
	if err != nil || known.ID != "cst-1" {
		t.Fatalf("known customer: %v, %v", known, err)
	}
	addresses, err := client.Addresses(t.Context(), known.ID)
	if err != nil || !slices.Equal(addresses, []string{"0xAb"}) {
		t.Fatalf("addresses: %q, %v", addresses, err)
	}
	unknown, err := onboard.Onboard(t.Context(), client, "new")
	if err != nil || unknown.ExternalID != "new" {
		t.Fatalf("new customer: %v, %v", unknown, err)
	}
	if len(srv.Requests()) == 0 {
		t.Fatal("the server received no requests")
	}
}
