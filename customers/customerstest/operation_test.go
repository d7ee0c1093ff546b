package customerstest_test

import (
	"errors"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// packageDocs returns the documentation of the package in a directory.
func packageDocs(t *testing.T, dir string) *doc.Package {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	files := make([]*ast.File, 0, len(names))
	for _, name := range names {
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	docs, err := doc.NewFromFiles(set, files, dir)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// TestExamples checks that each exported function and method has an example.
func TestExamples(t *testing.T) {
	t.Parallel()
	docs := packageDocs(t, ".")
	functions := docs.Funcs
	for _, typ := range docs.Types {
		functions = slices.Concat(functions, typ.Funcs, typ.Methods)
	}
	if len(functions) < 8 {
		t.Errorf("found %d exported functions", len(functions))
	}
	for _, function := range functions {
		if !slices.ContainsFunc(function.Examples, func(e *doc.Example) bool { return e.Suffix == "" }) {
			t.Errorf("there is no example of %s %s", function.Recv, function.Name)
		}
	}
}

// TestOperations compares the constants with the methods of the client.
func TestOperations(t *testing.T) {
	t.Parallel()
	table := customerstest.OperationIDs()
	source, err := os.ReadFile("operation.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^\tOp(\w+) += "(\w+)"`).FindAllStringSubmatch(string(source), -1) {
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
