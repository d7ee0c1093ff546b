package customers_test

import (
	"context"
	"errors"
	"fmt"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

var _ = docExample

// docExample contains the code block of the package documentation, so that the compiler checks it.
//
//nolint:forbidigo,revive // the documentation shows a program, which may print and exit
func docExample() {
	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey(os.Getenv("LEDGERLINK_API_KEY")))
	if err != nil {
		log.Fatal(err)
	}
	customer, err := client.Get(context.Background(), "cst-123")
	switch {
	case errors.Is(err, customers.ErrNotFound):
		fmt.Println("no such customer")
	case err != nil:
		log.Fatal(err)
	default:
		fmt.Println(customer.Status)
	}
}

// TestPackageDoc_CodeCompiles compares each code block of the package documentation with the code in this file.
func TestPackageDoc_CodeCompiles(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := os.ReadFile("doc_test.go")
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for _, block := range new(comment.Parser).Parse(file.Doc.Text()).Content {
		code, ok := block.(*comment.Code)
		if !ok {
			continue
		}
		blocks++
		indented := "\t" + strings.ReplaceAll(strings.TrimSpace(code.Text), "\n", "\n\t")
		if !strings.Contains(string(compiled), indented+"\n}") {
			t.Errorf("this code of the package documentation is not the end of a function in doc_test.go:\n%s", code.Text)
		}
	}
	if blocks == 0 {
		t.Error("the package documentation has no code block")
	}
}
