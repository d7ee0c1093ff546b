package spectest

import (
	"strings"
	"testing"
)

// operationsInSpec adds three operations: one returns a list of objects, one an object, and one has a body, too.
func operationsInSpec() []string {
	var errors strings.Builder
	for _, ref := range []string{
		"'400' BadRequest", "'401' Unauthorized", "'403' Forbidden", "'404' NotFound", "'429' TooManyRequests", "'500' InternalServerError",
		"default UnexpectedStatus",
	} {
		status, name, _ := strings.Cut(ref, " ")
		errors.WriteString("        " + status + ":\n          $ref: '#/components/responses/" + name + "'\n")
	}
	responses := errors.String()
	success := func(status, schema, value string) string {
		return "        '" + status + "':\n          description: The result.\n          content:\n            application/json:\n" +
			"              schema:\n                $ref: '#/components/schemas/" + schema + "'\n" +
			"              examples:\n                documented:\n                  value:\n" + value
	}
	texts := func(verb, id string) string {
		return "    " + verb + ":\n      operationId: " + id + "\n      tags: [customers]\n      summary: A new operation\n" +
			"      description: A new operation.\n"
	}
	const (
		before   = "  /api/v1/account-manager/customers/{id}:\n"
		route    = "  /api/v1/account-manager/customers/{id}/accounts"
		id       = ":\n    parameters:\n      - $ref: '#/components/parameters/CustomerID'\n"
		schemas  = "    AddressList:\n      type: array\n"
		object   = "                    id: account-id\n"
		body     = "      requestBody:\n        description: The account.\n        required: true\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/CreateAccountRequest'\n            examples:\n              documented:\n                value:\n                  name: Main\n"
		conflict = "        '409':\n          $ref: '#/components/responses/Conflict'\n"
	)
	return []string{
		before, route + id +
			texts("get", "listCustomerAccounts") + "      responses:\n" +
			success("200", "AccountList", "                    - id: account-id\n") + responses +
			texts("post", "createAccount") + body + "      responses:\n" +
			success("200", "Account", object) + success("201", "Account", object) + responses + conflict +
			route + "/main" + id +
			texts("get", "getMainAccount") + "      responses:\n" + success("200", "Account", object) + responses +
			before,
		schemas, "    AccountList:\n      type: array\n      title: AccountList\n      description: Accounts.\n      items:\n" +
			"        $ref: '#/components/schemas/Account'\n      example: []\n" +
			"    CreateAccountRequest:\n      type: object\n      title: CreateAccountRequest\n      description: An account.\n" +
			"      required: [name]\n      properties:\n        name:\n          type: string\n          description: A name.\n" +
			"          x-sensitive: true\n          example: Main\n      example:\n        name: Main\n" + schemas,
	}
}

const sandboxOperations = `
// ListCustomerAccounts returns the accounts of a customer.
func (o *operations) ListCustomerAccounts(
	_ context.Context, request strictapi.ListCustomerAccountsRequestObject,
) (strictapi.ListCustomerAccountsResponseObject, error) {
	found, err := o.store.get(request.ID)
	if err != nil {
		return nil, err
	}
	customer, err := found.customer()
	return strictapi.ListCustomerAccounts200JSONResponse(customer.Accounts), err
}

// GetMainAccount returns an account.
func (o *operations) GetMainAccount(
	_ context.Context, request strictapi.GetMainAccountRequestObject,
) (strictapi.GetMainAccountResponseObject, error) {
	_, err := o.store.get(request.ID)
	return strictapi.GetMainAccount200JSONResponse{ID: "main"}, err
}

// CreateAccount returns an account that is not stored.
func (o *operations) CreateAccount(
	_ context.Context, request strictapi.CreateAccountRequestObject,
) (strictapi.CreateAccountResponseObject, error) {
	_, err := o.store.get(request.ID)
	return strictapi.CreateAccount201JSONResponse{ID: "new", Name: request.Body.Name}, err
}
`

const facadeMethods = `
//api:operation listCustomerAccounts
func (c *Client) Accounts(ctx context.Context, id string, opts ...CallOption) ([]Account, error) {
	op := Operation{Name: "Accounts", Method: http.MethodGet, Route: routeCustomer + "/accounts"}
	call, err := c.newCall(ctx, op, opts, checkID(id))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewListCustomerAccountsRequest(c.settings.base, id)
	return do(ctx, call, req, err, decodeList(call, accountSchema()))
}

//api:operation getMainAccount
func (c *Client) MainAccount(ctx context.Context, id string, opts ...CallOption) (*Account, error) {
	op := Operation{Name: "MainAccount", Method: http.MethodGet, Route: routeCustomer + "/accounts/main"}
	call, err := c.newCall(ctx, op, opts, checkID(id))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewGetMainAccountRequest(c.settings.base, id)
	return do(ctx, call, req, err, decodeObject(call, accountSchema()))
}

//api:operation createAccount
func (c *Client) CreateAccount(ctx context.Context, id, name string, opts ...CallOption) (*Account, error) {
	op := Operation{Name: "CreateAccount", Method: http.MethodPost, Route: routeCustomer + "/accounts"}
	call, err := c.newCall(ctx, op, opts, checkID(id), checkText("name", name))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewCreateAccountRequest(c.settings.base, id, openapi.CreateAccountRequest{Name: name})
	return do(ctx, call, req, err, decodeObject(call, accountSchema()))
}

func accountSchema() schema[openapi.Account, Account] {
	return schema[openapi.Account, Account]{
		name: "an account", kind: '{', read: openapi.ReadAccount, convert: accountFromWire,
		id: func(w *openapi.Account) string { return w.ID },
	}
}
`

// row returns the row of internal/apicalls of a method.
func row(name, id, method, suffix, helper, arguments string) string {
	return `{
			Name: "` + name + `", OperationID: "` + id + `", HTTPMethod: http.Method` + method + `, Route: customerRoute + "` + suffix + `",
			Call: func(ctx context.Context, c client, target Target, opts ...customers.CallOption) (any, error) {
				return ` + helper + `(c.` + name + `(ctx, ` + arguments + `, opts...))
			},
		},
		`
}

// operationPlace is a place with the command that names it. The texts are those of the three operations.
type operationPlace struct {
	place

	gate []string
}

func operationPlaces() []operationPlace {
	goTest := func(dir, test string) []string { return []string{"go", "test", dir, "-run", "^" + test + "$"} }
	table := goTest("./internal/apicalls", "TestMethods")
	interop := goTest("./internal/apicalls", "TestInterop")
	const calls = ".GET(accounts, .POST(accounts, .GET(mainAccount, .listCustomerAccounts( .createAccount( .getMainAccount( " +
		"list_customer_accounts. create_account. get_main_account. .list_customer_accounts( .create_account( .get_main_account("
	comment := func(file, prefix string) operationPlace {
		return operationPlace{place{file, []string{"", prefix + " " + calls + "\n"}, []string{"interop/" + strings.TrimPrefix(file, "interop/")}}, interop}
	}
	return []operationPlace{
		{
			place{"internal/sandbox/operations.go", []string{"", sandboxOperations}, []string{"internal/sandbox/operations.go", "missing method "}},
			[]string{"go", "build", "./internal/sandbox"},
		},
		{
			place{"customers/customers.go", []string{"", facadeMethods}, []string{
				"no method of customers.Client calls listCustomerAccounts", "customers/customers.go",
				"no method of customers.Client calls getMainAccount", "no method of customers.Client calls createAccount",
			}}, table,
		},
		{
			place{"internal/apicalls/apicalls.go", []string{"		{\n			Name: \"List\",", "		" +
				row("Accounts", "listCustomerAccounts", "Get", "/accounts", "list", "target.ID") +
				row("MainAccount", "getMainAccount", "Get", "/accounts/main", "value", "target.ID") +
				row("CreateAccount", "createAccount", "Post", "/accounts", "value", `target.ID, "Main"`) +
				"{\n			Name: \"List\","}, []string{
				"internal/apicalls/apicalls.go has no row for Client.Accounts", "no row for Client.MainAccount", "no row for Client.CreateAccount",
			}}, table,
		},
		{
			place{"customers/customerstest/operation.go", []string{"	OpList      = \"List\"", "	OpAccounts = \"Accounts\"\n	OpMainAccount = \"MainAccount\"\n	OpCreateAccount = \"CreateAccount\"\n	OpList      = \"List\""}, []string{
				"customers/customerstest/operation.go has no constant for Client.Accounts", "Client.MainAccount", "Client.CreateAccount",
			}}, goTest("./customers/customerstest", "TestOperations"),
		},
		{
			place{"README.md", []string{"| `delete(id)` |", "| - | `client.Accounts(ctx, id)` | `GET /customers/{id}/accounts` |\n" +
				"| - | `client.CreateAccount(ctx, id, name)` | `POST /customers/{id}/accounts` |\n" +
				"| - | `client.MainAccount(ctx, id)` | `GET /customers/{id}/accounts/main` |\n| `delete(id)` |"}, []string{
				"README.md: the table of methods has no row for GET /customers/{id}/accounts:", "POST /customers/{id}/accounts:", "accounts/main:",
			}}, goTest("./internal/apicalls", "TestReadmeMethods"),
		},
		{
			place{"examples/quickstart/main_test.go", []string{"Addresses Delete Get", "Addresses Accounts MainAccount CreateAccount Delete Get"}, []string{
				"examples/quickstart/main.go: callAll does not call Accounts", "does not call MainAccount", "does not call CreateAccount",
			}}, goTest("./examples/quickstart", "TestSteps"),
		},
		{
			place{"internal/faulttest/operations_test.go", []string{"		\"Update\": {", "		\"CreateAccount\": {applied: func([]customers.Customer, *environment) bool { return true }},\n		\"Update\": {"}, []string{
				"internal/faulttest/operations_test.go: writes has no row for CreateAccount",
			}}, []string{"go", "-C", "internal/faulttest", "test", ".", "-run", "^TestWrites$"},
		},
		{
			place{"internal/faulttest/soak_caller_test.go", []string{"", "\n// c.client.CreateAccount(\n"}, []string{
				"internal/faulttest/soak_caller_test.go does not call CreateAccount",
			}}, []string{"go", "-C", "internal/faulttest", "test", ".", "-run", "^TestWrites$"},
		},
		{
			place{"interop/typescript/src/client.ts", []string{"", "export const accounts = \"/api/v1/account-manager/customers/{id}/accounts\" satisfies keyof paths;\n" +
				"export const mainAccount = \"/api/v1/account-manager/customers/{id}/accounts/main\" satisfies keyof paths;\n"}, []string{
				"a constant of client.ts for \"/api/v1/account-manager/customers/{id}/accounts\"",
			}}, interop,
		},
		comment("interop/typescript/test/customers.test.ts", "//"),
		comment("interop/java/src/test/java/com/ledgerlink/interop/CustomersTest.java", "//"),
		comment("interop/python/tests/test_customers.py", "#"),
		comment("interop/rust/tests/customers.rs", "//"),
	}
}

// apply makes the edits of a place. An empty old text appends to the file.
func (p project) apply(place operationPlace) {
	p.t.Helper()
	if place.edit[0] == "" {
		p.write(place.file, p.read(place.file)+place.edit[1])
		return
	}
	p.replace(place.file, place.edit...)
}

// TestMaintainer_AddedOperations adds three operations to the spec, and then edits the places by hand. Before each edit a
// gate must name the place. The second script omits one place at a time.
func TestMaintainer_AddedOperations(t *testing.T) {
	t.Parallel()
	p := withGatesOfFields(t)
	p.replace(spec, operationsInSpec()...)
	checkRun(t, "go generate", p.run("go", "generate", "."), false)
	checkRun(t, "go test ./internal/contract", p.run("go", "test", "./internal/contract", "-run", "^TestSpecRules$"), false)
	before := map[string]string{}
	for i, place := range operationPlaces() {
		checkRun(t, "before the edit of "+place.file, p.run(place.gate[0], place.gate[1:]...), true, place.want...)
		before[place.file] = p.read(place.file)
		p.apply(place)
		if i == 1 { // the tests had a copy, because the spec had no operation of that kind
			text, _, _ := strings.Cut(p.read("customers/export_test.go"), "func accountSchema()")
			p.write("customers/export_test.go", text)
		}
	}
	for _, gate := range [][]string{
		{"go", "test", "./internal/apicalls", "./internal/contract"},
		{"go", "test", "./internal/sandbox", "-run", "EachOperation|EveryOperation|ID$"},
		{"go", "test", "./customers/customerstest", "-run", "^TestOperations"},
		{"go", "test", "./examples/quickstart", "-run", "^TestSteps$"},
		{"go", "-C", "internal/faulttest", "test", ".", "-run", "^TestWrites$"},
		{"go", "test", "./customers", "-run", "^TestFields"},
	} {
		checkRun(t, "after all edits: "+strings.Join(gate, " "), p.run(gate[0], gate[1:]...), false)
	}
	for _, place := range operationPlaces() {
		if place.file == "customers/customers.go" || strings.HasPrefix(place.file, "interop/") {
			continue // the rows do not compile without the methods, and TestInterop has reported each language alone
		}
		edited := p.read(place.file)
		p.write(place.file, before[place.file])
		checkRun(t, "without the edit of "+place.file, p.run(place.gate[0], place.gate[1:]...), true, place.want...)
		p.write(place.file, edited)
	}
}
