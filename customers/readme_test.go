package customers_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// maxReadmeLines keeps the README short enough to read at once.
const maxReadmeLines = 150

func TestReadmeLength(t *testing.T) {
	t.Parallel()
	if lines := strings.Count(document(t, "README.md"), "\n"); lines > maxReadmeLines {
		t.Errorf("README.md has %d lines, want at most %d: move promises to GUARANTEES.md", lines, maxReadmeLines)
	}
}

// TestReadmeProgram compiles the first program of the README and runs it against a test server.
func TestReadmeProgram(t *testing.T) {
	t.Parallel()
	program := goBlocks(document(t, "README.md"))[0]
	const vendorURL = `"https://api.ledgerlink.ai"`
	if strings.Count(program, vendorURL) != 1 {
		t.Fatalf("the first program does not use %s once:\n%s", vendorURL, program)
	}
	srv := customerstest.NewServer(t)
	dir := t.TempDir()
	source, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	code := strings.Replace(program, vendorURL, strconv.Quote(srv.URL), 1)
	if err := os.WriteFile(source, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, source).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), binary)
	cmd.Env = []string{customers.EnvAPIKey + "=" + srv.APIKey}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the program failed: %v\n%s", err, out)
	}
	if want := "customer-ext-001 active\n"; string(out) != want {
		t.Errorf("the program printed %q, want %q", out, want)
	}
}

// TestSnippetsCompile checks that this file contains every other Go snippet of the documents, so that it compiles.
func TestSnippetsCompile(t *testing.T) {
	t.Parallel()
	here, err := os.ReadFile("readme_test.go")
	if err != nil {
		t.Fatal(err)
	}
	compiled := normalize(string(here))
	for _, tc := range []struct {
		name     string
		snippets []string
		min      int
	}{
		{"README.md", goBlocks(document(t, "README.md"))[1:], 7},
		{"GUARANTEES.md", goBlocks(document(t, "GUARANTEES.md")), 0},
		{"CHANGELOG.md", goBlocks(document(t, "CHANGELOG.md")), 0},
	} {
		if len(tc.snippets) < tc.min {
			t.Errorf("%s has %d Go snippets, want at least %d", tc.name, len(tc.snippets), tc.min)
		}
		for _, snippet := range tc.snippets {
			if !strings.Contains(compiled, normalize(snippet)) {
				t.Errorf("readme_test.go lacks this snippet of %s:\n%s", tc.name, snippet)
			}
		}
	}
}

// TestReadmeListsOptions checks that the README lists every option of the package.
func TestReadmeListsOptions(t *testing.T) {
	t.Parallel()
	readme := document(t, "README.md")
	options := names(t, ".", ".go", `(?m)^func (With\w+)\(.*\) (?:Call)?Option \{`)
	delete(options, "WithJitter") // for tests only
	if len(options) < 10 {
		t.Fatalf("found %d options", len(options))
	}
	for option := range options {
		if !strings.Contains(readme, "`"+option+"`") {
			t.Errorf("README.md does not list %s", option)
		}
	}
}

// TestNamedTestsExist checks that every test that the documents name exists.
func TestNamedTestsExist(t *testing.T) {
	t.Parallel()
	tests := names(t, "..", "_test.go", `(?m)^func ((?:Test|Fuzz)\w+)\(`)
	for document, named := range map[string]struct {
		text string
		min  int
	}{
		"README.md":     {document(t, "README.md"), 0},
		"GUARANTEES.md": {document(t, "GUARANTEES.md"), 60},
	} {
		found := regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w+)`").FindAllStringSubmatch(named.text, -1)
		if len(found) < named.min {
			t.Errorf("%s names %d tests, want at least %d", document, len(found), named.min)
		}
		for _, match := range found {
			if !tests[match[1]] {
				t.Errorf("%s names %s, which does not exist", document, match[1])
			}
		}
	}
}

// TestArchitectureNamesFiles checks that ARCHITECTURE.md names every file of the two packages that a call passes
// through, and no other.
func TestArchitectureNamesFiles(t *testing.T) {
	t.Parallel()
	existing, named := map[string]bool{}, map[string]bool{}
	for _, dir := range []string{".", "../internal/transport"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if name := filepath.Base(file); !strings.HasSuffix(name, "_test.go") {
				existing[name] = true
			}
		}
	}
	text := document(t, "ARCHITECTURE.md")
	for _, match := range regexp.MustCompile("`(?:[a-z/]+/)?(\\w+\\.go)`").FindAllStringSubmatch(text, -1) {
		named[match[1]] = true
	}
	if diff := cmp.Diff(existing, named); diff != "" {
		t.Errorf("files (-existing +named):\n%s", diff)
	}
}

// document returns the text of a file in the root of the repository.
func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// goBlocks returns the Go code blocks of a Markdown text.
func goBlocks(text string) []string {
	found := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(text, -1)
	blocks := make([]string, len(found))
	for i, match := range found {
		blocks[i] = match[1]
	}
	return blocks
}

// names returns the first group of each match of pattern in the files below dir that have this suffix.
func names(t *testing.T, dir, suffix, pattern string) map[string]bool {
	t.Helper()
	re := regexp.MustCompile(pattern)
	found := map[string]bool{}
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if name := entry.Name(); name == "node_modules" || len(name) > 1 && name[0] == '.' {
				return fs.SkipDir
			}
			return nil
		case !strings.HasSuffix(path, suffix):
			return nil
		}
		code, err := fs.ReadFile(root, path)
		for _, match := range re.FindAllSubmatch(code, -1) {
			found[string(match[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// normalize drops indentation, alignment and blank lines.
func normalize(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
	}
	return strings.Join(lines, "\n")
}

var _ = []any{
	readmeErrors, readmeRetries, readmeStreaming, readmeBulk, readmeLogging, readmeRateLimits,
}

func readmeErrors(ctx context.Context, client *customers.Client, params customers.CreateParams) error {
	customer, created, err := client.Ensure(ctx, params) // after ErrConflict or ErrOutcomeUnknown it looks the customer up
	var e *customers.Error
	if errors.As(err, &e) {
		return fmt.Errorf("status code %d, request ID %s: %w", e.StatusCode, e.RequestID, err)
	}

	_, _ = customer, created
	return nil
}

func readmeRetries(client *customers.Client) (*customers.Client, error) {
	slow, err := client.With(customers.WithRetry(customers.RetryPolicy{MaxAttempts: 5}), customers.WithTimeout(time.Minute))

	return slow, err
}

func readmeStreaming(ctx context.Context, client *customers.Client, handle func(customers.Customer)) error {
	for customer, err := range client.All(ctx) {
		if err != nil {
			return err // at most one error, as the last element
		}
		handle(customer)
	}

	return nil
}

func readmeBulk(ctx context.Context, client *customers.Client, params iter.Seq[customers.CreateParams]) error {
	for result, err := range client.CreateAll(ctx, params, customers.BulkOptions{}) {
		if err != nil {
			return err // the run ended early; this is the last element
		}
		slog.Info("create", "index", result.Index, "outcome", result.Outcome)
	}

	return nil
}

func TestReadmeTesting(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ID: "cst-123", ExternalID: "customer-ext-001"})
	srv.Fail(customerstest.Fault{Operation: customerstest.OpGet, Status: 503}, 2) // the third attempt succeeds
	client := srv.Client(t)

	if _, err := client.Get(t.Context(), "cst-123"); err != nil {
		t.Errorf("Get: %v", err)
	}
	if n := len(srv.Requests()); n != 3 {
		t.Errorf("Get made %d attempts, want 3", n)
	}
}

func readmeLogging(client *customers.Client) (*customers.Client, error) {
	client, err := client.With(customers.WithLogger(slog.Default()))

	return client, err
}

func readmeRateLimits(client *customers.Client, limiter customers.Limiter) (*customers.Client, error) {
	client, err := client.With(customers.WithLimiter(limiter)) // such as rate.NewLimiter(rate.Every(time.Hour/990), 10)

	return client, err
}
