// Command go-oapi-codegen runs the story of interop/story.sh with the client of oapi-codegen.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	ledgerlink "github.com/ledgerlink/link-sdk-go/interop/go-oapi-codegen/generated"
)

func main() {
	ctx := context.Background()
	client := connect(os.Getenv("LEDGERLINK_API_KEY"))
	body := ledgerlink.CreateCustomerRequest{ExternalId: "go-" + rand.Text(), Status: ledgerlink.Active}

	created := must(client.CreateCustomerWithResponse(ctx, body))
	customer := cmp.Or(created.JSON201, created.JSON200)
	id := customer.Id
	fmt.Println("create:", created.StatusCode(), customer.Status)
	fmt.Println("get:", must(client.GetCustomerWithResponse(ctx, id)).JSON200.Status)
	inactive := ledgerlink.UpdateCustomerRequest{Status: ledgerlink.Inactive}
	fmt.Println("update:", must(client.UpdateCustomerWithResponse(ctx, id, inactive)).JSON200.Status)
	statuses := map[string]string{}
	for _, c := range *must(client.ListCustomersWithResponse(ctx)).JSON200 {
		statuses[c.Id] = c.Status
	}
	fmt.Println("list:", statuses[id], statuses["suspended-id"])
	addresses := must(client.ListCustomerAddressesWithResponse(ctx, id))
	documented := must(client.ListCustomerAddressesWithResponse(ctx, "customer-id"))
	fmt.Println("addresses:", len(*addresses.JSON200), len(*documented.JSON200))
	duplicate := must(client.CreateCustomerWithResponse(ctx, body))
	fmt.Println("duplicate:", duplicate.StatusCode(), message(duplicate.Body))
	fmt.Println("delete:", must(client.DeleteCustomerWithResponse(ctx, id)).StatusCode())
	missing := must(client.GetCustomerWithResponse(ctx, id))
	fmt.Println("missing:", missing.StatusCode(), message(missing.Body))
	denied := must(connect("wrong").ListCustomersWithResponse(ctx))
	fmt.Println("key:", denied.StatusCode(), message(denied.Body))
}

// connect returns a client that sends the key. The generator ignores the security scheme of the spec.
func connect(key string) *ledgerlink.ClientWithResponses {
	return must(ledgerlink.NewClientWithResponses(os.Getenv("LEDGERLINK_BASE_URL"),
		ledgerlink.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
			r.Header.Set("X-API-KEY", key)
			return nil
		})))
}

// message returns the message of a flat error body, which is a union in the generated client.
func message(body []byte) string {
	var flat ledgerlink.FlatErrorBody
	if err := json.Unmarshal(body, &flat); err != nil {
		panic(err)
	}
	return must(flat.Message.AsFlatErrorBodyMessage0())
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
