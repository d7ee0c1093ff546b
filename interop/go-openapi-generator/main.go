// Command go-openapi-generator runs the story of interop/story.sh with the Go client of openapi-generator.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"

	ledgerlink "github.com/ledgerlink/link-sdk-go/interop/go-openapi-generator/generated"
)

func main() {
	config := ledgerlink.NewConfiguration()
	config.Servers = ledgerlink.ServerConfigurations{{URL: os.Getenv("LEDGERLINK_BASE_URL")}}
	api := ledgerlink.NewAPIClient(config).CustomersAPI
	ctx := withKey(os.Getenv("LEDGERLINK_API_KEY"))
	create := api.CreateCustomer(ctx).CreateCustomerRequest(
		*ledgerlink.NewCreateCustomerRequest("go-"+rand.Text(), ledgerlink.CUSTOMERSTATUS_ACTIVE))

	created, response, err := create.Execute()
	must(created, response, err)
	id := created.Id
	fmt.Println("create:", response.StatusCode, created.Status)
	fmt.Println("get:", must(api.GetCustomer(ctx, id).Execute()).Status)
	inactive := *ledgerlink.NewUpdateCustomerRequest(ledgerlink.CUSTOMERSTATUS_INACTIVE)
	fmt.Println("update:", must(api.UpdateCustomer(ctx, id).UpdateCustomerRequest(inactive).Execute()).Status)
	statuses := map[string]string{}
	for _, c := range must(api.ListCustomers(ctx).Execute()) {
		statuses[c.Id] = c.Status
	}
	fmt.Println("list:", statuses[id], statuses["suspended-id"])
	addresses := must(api.ListCustomerAddresses(ctx, id).Execute())
	documented := must(api.ListCustomerAddresses(ctx, "customer-id").Execute())
	fmt.Println("addresses:", len(addresses), len(documented))
	fmt.Println("duplicate:", refusal(create.Execute()))
	response, err = api.DeleteCustomer(ctx, id).Execute()
	fmt.Println("delete:", must(response, response, err).StatusCode)
	fmt.Println("missing:", refusal(api.GetCustomer(ctx, id).Execute()))
	fmt.Println("key:", refusal(api.ListCustomers(withKey("wrong")).Execute()))
}

func withKey(key string) context.Context {
	keys := map[string]ledgerlink.APIKey{"apiKey": {Key: key}}
	return context.WithValue(context.Background(), ledgerlink.ContextAPIKeys, keys)
}

func must[T any](value T, _ *http.Response, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// refusal returns the status code and the message of an error. Model is nil if the spec does not describe the body.
func refusal[T any](_ T, response *http.Response, err error) string {
	var failure *ledgerlink.GenericOpenAPIError
	if !errors.As(err, &failure) {
		panic(fmt.Sprint("not an error of the API: ", err))
	}
	var body struct{ Message string }
	if parsed, ok := failure.Model().(ledgerlink.ErrorBody); ok {
		body.Message = *parsed.FlatErrorBody.Message.String
	} else if err := json.Unmarshal(failure.Body(), &body); err != nil {
		panic(err)
	}
	return fmt.Sprint(response.StatusCode, " ", body.Message)
}
