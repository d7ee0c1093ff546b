package customers_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

type whoWaits func(context.Context)

func (f whoWaits) Wait(ctx context.Context) error {
	f(ctx)
	return ctx.Err()
}

// TestOperationFromContext asks in every place that has an attempt's context.
func TestOperationFromContext(t *testing.T) {
	t.Parallel()
	if op, ok := customers.OperationFromContext(t.Context()); ok {
		t.Errorf("a context of no call belongs to %v", op)
	}
	for _, op := range operations() {
		var got []customers.Operation
		ask := func(ctx context.Context) {
			op, ok := customers.OperationFromContext(ctx)
			if !ok {
				t.Error("a context without operation")
			}
			got = append(got, op)
		}
		client, _ := scripted(t, []step{dialRefused, func(r *http.Request) (*http.Response, error) {
			ask(r.Context())
			return ok(r)
		}}, customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}), customers.WithLimiter(whoWaits(ask)),
			tap(func(r *http.Request) { ask(r.Context()) }),
			customers.WithAPIKeySource(func(ctx context.Context) (string, error) {
				ask(ctx)
				return testKey, nil
			}))
		if err := op.call(t, client); err != nil {
			t.Error(op.name, err)
		}
		want := make([]customers.Operation, 7)
		for i := range want {
			want[i] = customers.Operation{Name: op.name, Method: methodOf(op), Route: routeOf(op), Attempt: 1 + i/3}
		}
		want[6].Attempt = 2
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", op.name, diff)
		}
	}
}

// TestOperationCoverage ties the //api:operation directives to the spec, both ways, and each method that talks to the API
// to a directive.
func TestOperationCoverage(t *testing.T) {
	t.Parallel()
	v, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	inSpec := v.OperationIDs()
	directives := directives(t)
	for method, op := range directives {
		if !slices.Contains(inSpec, op) {
			t.Errorf("%s names the operation %q, which the spec does not have", method, op)
		}
	}
	for _, id := range inSpec {
		found := false
		for _, op := range directives {
			found = found || op == id
		}
		if !found {
			t.Errorf("no method of Client implements the spec's operation %s", id)
		}
	}
	for _, op := range operations() {
		if directives[op.name] == "" {
			t.Errorf("Client.%s has no //api:operation directive", op.name)
		}
	}
	if len(directives) != len(operations()) {
		t.Errorf("%d methods carry a directive, the tests know %d operations", len(directives), len(operations()))
	}
}

// directives returns the operation of each method of Client that names one.
func directives(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Doc == nil {
				continue
			}
			for _, c := range fn.Doc.List {
				if op, ok := strings.CutPrefix(c.Text, "//api:operation "); ok {
					found[fn.Name.Name] = op
				}
			}
		}
	}
	return found
}
