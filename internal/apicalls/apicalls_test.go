package apicalls_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

const table = "internal/apicalls/apicalls.go"

// examples returns the example of each operation of the spec, by its operationId.
func examples(t *testing.T) map[string]contract.Example {
	t.Helper()
	validator, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	list, err := validator.Examples()
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]contract.Example{}
	for _, e := range list {
		byID[e.OperationID] = e
	}
	return byID
}

// source returns the text of the files that match a pattern, without tests.
func source(t *testing.T, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(data)
	}
	return text.String()
}

// TestMethods compares the table with the operations of the spec, and with the methods of customers.Client by their
// //api:operation directives. It is the first test that names the places of a new operation, in the order of its steps.
func TestMethods(t *testing.T) {
	t.Parallel()
	inSpec, rows, called := examples(t), map[string]apicalls.Method{}, map[string]bool{}
	for _, m := range apicalls.Methods() {
		rows[m.Name], called[m.OperationID] = m, true
	}
	directives := map[string]string{}
	directive := regexp.MustCompile(`(?m)^//api:operation (\w+)\nfunc \(c \*Client\) (\w+)\(`)
	for _, match := range directive.FindAllStringSubmatch(source(t, "../../customers/*.go"), -1) {
		directives[match[2]] = match[1]
	}
	implemented := map[string]bool{}
	for name, id := range directives {
		implemented[id] = true
		if _, found := inSpec[id]; !found {
			t.Errorf("customers.Client.%s has the directive //api:operation %s, but the spec has no operation of that id: "+
				"correct the directive, or delete the method", name, id)
		}
		if row, found := rows[name]; !found {
			t.Errorf("%s has no row for Client.%s (%s): add one to Methods, so that all general tests call it", table, name, id)
		} else if row.OperationID != id {
			t.Errorf("%s: the row of %s has the operation %s, but its directive has %s", table, name, row.OperationID, id)
		}
	}
	for id, e := range inSpec {
		if !implemented[id] {
			t.Errorf("no method of customers.Client calls %s (%s %s): add one to customers/customers.go with the directive "+
				"//api:operation %s", id, e.Method, e.Route, id)
		}
	}
	for name, row := range rows {
		if directives[name] == "" {
			t.Errorf("%s has a row for %s, but customers.Client.%s has no //api:operation directive", table, name, name)
		}
		if e := inSpec[row.OperationID]; row.HTTPMethod != e.Method || row.Route != e.Route {
			t.Errorf("%s: the row of %s has %s %s, but %s is %s %s in the spec",
				table, name, row.HTTPMethod, row.Route, row.OperationID, e.Method, e.Route)
		}
	}
}

// TestReadmeMethods checks that README's table of methods has a row for each request, with methods that send it.
func TestReadmeMethods(t *testing.T) {
	t.Parallel()
	senders := map[string][]string{} // methods by request
	for _, m := range apicalls.Methods() {
		request := m.HTTPMethod + " " + strings.TrimPrefix(m.Route, "/api/v1/account-manager")
		senders[request] = append(senders[request], m.Name)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\|.*\\| (.*) \\| `([A-Z]+ /customers.*)` \\|$").FindAllStringSubmatch(string(readme), -1) {
		request := row[2]
		rows[request] = true
		methods := regexp.MustCompile(`client\.(\w+)\(`).FindAllStringSubmatch(row[1], -1)
		if len(methods) == 0 {
			t.Errorf("README.md: the row of %s names no method", request)
		}
		for _, method := range methods {
			if !slices.Contains(senders[request], method[1]) {
				t.Errorf("README.md: the row of %s names %s, but that request belongs to %v", request, method[1], senders[request])
			}
		}
	}
	for request, methods := range senders {
		if !rows[request] {
			t.Errorf("README.md: the table of methods has no row for %s: add one with client.%s", request, methods[0])
		}
	}
	if len(rows) > len(senders) {
		t.Errorf("README.md: the table of methods has %d rows for %d requests", len(rows), len(senders))
	}
}

// TestInterop checks that the tests of the clients in other languages call each operation. They run in other tools, so
// that nothing else reports a missing call.
func TestInterop(t *testing.T) {
	t.Parallel()
	snakeCase := func(id string) string {
		return strings.ToLower(regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(id, "${1}_$2"))
	}
	typescript := source(t, "../../interop/typescript/src/*.ts")
	for _, suite := range []struct {
		file string
		call func(contract.Example) string // in the file
	}{
		{"typescript/test/customers.test.ts", func(e contract.Example) string {
			constant := regexp.MustCompile(`const (\w+) = "` + regexp.QuoteMeta(e.Route) + `" satisfies`).FindStringSubmatch(typescript)
			if constant == nil {
				return `a constant of client.ts for "` + e.Route + `"`
			}
			return "." + e.Method + "(" + constant[1] + ","
		}},
		{"java/src/test/java/com/ledgerlink/interop/CustomersTest.java", func(e contract.Example) string {
			return "." + e.OperationID + "("
		}},
		{"python/tests/test_customers.py", func(e contract.Example) string { return snakeCase(e.OperationID) + "." }},
		{"rust/tests/customers.rs", func(e contract.Example) string { return "." + snakeCase(e.OperationID) + "(" }},
	} {
		data, err := os.ReadFile(filepath.Join("..", "..", "interop", suite.file))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("WithHttpInfo(", "(", "(collection)", "(collection,").Replace(string(data))
		for id, e := range examples(t) {
			if call := suite.call(e); !strings.Contains(text, call) {
				t.Errorf("interop/%s does not call %s (%s %s): add a call and a test; this test looks for %s",
					suite.file, id, e.Method, e.Route, call)
			}
		}
	}
}
