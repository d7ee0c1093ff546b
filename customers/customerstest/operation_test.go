package customerstest_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// source returns the source of the Go files that match a pattern, without tests.
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

// TestExamples checks that each exported function and method has an example.
func TestExamples(t *testing.T) {
	t.Parallel()
	examples, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	functions := regexp.MustCompile(`(?m)^func (?:\(\w+ \*?([A-Z]\w+)\) )?([A-Z]\w+)\(`).FindAllStringSubmatch(source(t, "*.go"), -1)
	if len(functions) < 8 {
		t.Errorf("found %d exported functions", len(functions))
	}
	for _, match := range functions {
		name := strings.TrimPrefix(match[1]+"_"+match[2], "_")
		if !strings.Contains(string(examples), "\nfunc Example"+name+"() {") {
			t.Errorf("there is no example of %s", name)
		}
	}
}

// TestOperations compares the constants with the methods of the client.
func TestOperations(t *testing.T) {
	t.Parallel()
	table := customerstest.OperationIDs()
	constants := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^\tOp(\w+) += "(\w+)"`).FindAllStringSubmatch(source(t, "*.go"), -1) {
		if match[1] != match[2] {
			t.Errorf("Op%s is %q", match[1], match[2])
		}
		constants[match[2]] = true
		if table[match[2]] == "" {
			t.Errorf("operation.go has the constant Op%s, but internal/apicalls has no row for a method of that name", match[2])
		}
	}
	for name, id := range table {
		if !constants[name] {
			t.Errorf("customers/customerstest/operation.go has no constant for Client.%s (%s): add Op%s = %q", name, id, name, name)
		}
	}
}

// TestOperations_SameNameEverywhere injects a fault into each operation and compares its name in the error and
// in the recorded request.
func TestOperations_SameNameEverywhere(t *testing.T) {
	t.Parallel()
	for name, id := range customerstest.OperationIDs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := customerstest.NewServer(t)
			srv.Fail(customerstest.Fault{Operation: name, Status: 401}, 1)
			err := customerstest.Call(t.Context(), name, srv.Client(t), "id")
			var e *customers.Error
			if !errors.As(err, &e) || !errors.Is(err, customers.ErrUnauthorized) {
				t.Fatalf("the call returns %v, want the fault", err)
			}
			if e.Op != name {
				t.Errorf("Op is %q, want %q", e.Op, name)
			}
			want := name
			switch id {
			case "listCustomers":
				want = customerstest.OpList
			case "createCustomer":
				want = customerstest.OpCreate
			}
			if got := srv.Requests()[0].Operation; got != want {
				t.Errorf("the operation of the request is %q, want %q", got, want)
			}
		})
	}
}
