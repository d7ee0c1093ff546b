package customers_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// TestReadmeDefaults checks the defaults in the table of options against the code.
func TestReadmeDefaults(t *testing.T) {
	t.Parallel()
	d := customers.DefaultSettings()
	const none = "none"
	want := map[string]string{
		"WithAPIKey":           "one is required", // TestNew_InvalidOptions
		"WithAPIKeyHeader":     "`" + strings.ToUpper(d.KeyHeader) + "`",
		"WithHeader":           none,
		"WithHTTPClient":       fmt.Sprintf("%d idle connections", transport.NewPool().MaxIdleConnsPerHost),
		"WithTimeout":          seconds(d.Timeout),
		"WithAttemptTimeout":   seconds(d.AttemptTimeout),
		"WithRetry":            fmt.Sprintf("%d attempts", d.Retry.MaxAttempts),
		"WithLimiter":          none,
		"WithLogger":           none,
		"WithMiddleware":       none,
		"WithUserAgent":        "`link-sdk-go/<version>`", // TestUserAgent
		"WithInsecureHTTP":     "off",                     // TestNew_InvalidBaseURL
		"WithMaxResponseBytes": fmt.Sprintf("%d MiB, %d GiB", d.MaxBytes>>20, d.MaxListBytes>>30),
		"WithResponseInfo":     none,
		"SkipInvalid":          none,
	}
	for _, row := range table(t, "README.md", "| option ") {
		option := regexp.MustCompile("`(\\w+)`").FindStringSubmatch(row[0])[1]
		if expected, known := want[option]; !known || row[1] != expected {
			t.Errorf("README.md: the default of %s is %q, but the code says %q; is it in the map of this test?", option, row[1], expected)
		}
		delete(want, option)
	}
	for option := range want {
		if option != "SkipInvalid" {
			t.Errorf("README.md: the table of options has no row that begins with %s", option)
		}
	}
}

// TestReadmeSentinels checks that README.md and GUARANTEES.md name only exported errors, options and types that exist.
func TestReadmeSentinels(t *testing.T) {
	t.Parallel()
	declared := names(t, ".", ".go", `(?m)^(?:func (?:\([^)]*\) )?|type |var |\t)([A-Z]\w*)`)
	for _, name := range []string{"README.md", "GUARANTEES.md"} {
		for _, match := range regexp.MustCompile("`(?:customers\\.)?((?:Err|With|Outcome|Bulk|Status)[A-Z]\\w*)`").
			FindAllStringSubmatch(document(t, name), -1) {
			if !declared[match[1]] {
				t.Errorf("%s names %s, which package customers does not have", name, match[1])
			}
		}
	}
}

// TestReadmeFigures checks that every number in the prose of the README is derived from the code, here or in the tests
// of its tables. A number that nothing holds is an error.
func TestReadmeFigures(t *testing.T) {
	t.Parallel()
	readme := document(t, "README.md")
	if oldest := "with Go " + goVersion(t) + " or newer"; !strings.Contains(readme, oldest) {
		t.Errorf("README.md does not contain %q", oldest)
	}
	prose := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(readme, "")
	prose = regexp.MustCompile(`(?m)^\|.*$`).ReplaceAllString(prose, "") // the tests of the tables hold these
	prose = strings.Join(strings.Fields(prose), " ")
	retried := retriedStatuses(t)
	last := len(retried) - 1
	statuses := "the status codes " + strings.Join(retried[:last], ", ") + " and " + retried[last]
	if !strings.Contains(prose, statuses) {
		t.Errorf("README.md does not contain %q", statuses)
	}
	prose = strings.ReplaceAll(prose, statuses, "")
	for _, number := range regexp.MustCompile(`\S*\d\S*`).FindAllString(prose, -1) {
		t.Errorf("README.md contains %q in its prose: derive it from the code in this test, or leave it out", number)
	}
}

// retriedStatuses returns the status codes after which a Get is retried.
func retriedStatuses(t *testing.T) (retried []string) {
	t.Helper()
	for status := 400; status < 600; status++ {
		attempts := 0
		answer := roundTripper(func(*http.Request) (*http.Response, error) {
			attempts++
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody}, nil
		})
		client, err := customers.New("https://api.example.com", customers.WithAPIKey("test-key-123456"),
			customers.WithHTTPClient(&http.Client{Transport: answer}),
			customers.WithJitter(func(time.Duration) time.Duration { return 0 }))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Get(t.Context(), "cst-123"); err == nil {
			t.Fatalf("no error for %d", status)
		}
		if attempts > 1 {
			retried = append(retried, strconv.Itoa(status))
		}
	}
	return retried
}

// goVersion returns the oldest supported Go release, such as 1.26.
func goVersion(t *testing.T) string {
	t.Helper()
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(document(t, "go.mod"))
	if version == nil {
		t.Fatal("go.mod has no go line")
	}
	return version[1]
}

// table returns the cells of the rows of the Markdown table whose head starts with this text.
func table(t *testing.T, name, head string) (rows [][]string) {
	t.Helper()
	_, after, found := strings.Cut(document(t, name), "\n"+head)
	if !found {
		t.Fatalf("%s has no table that starts with %q", name, head)
	}
	for i, line := range strings.Split(after, "\n") {
		if i < 2 { // the rest of the head, and the line below it
			continue
		}
		if !strings.HasPrefix(line, "|") {
			break
		}
		cells := strings.Split(strings.Trim(line, "|"), " | ")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	if len(rows) == 0 {
		t.Fatalf("%s: the table that starts with %q has no rows", name, head)
	}
	return rows
}

// seconds formats a duration as the README does.
func seconds(d time.Duration) string { return fmt.Sprintf("%.0f s", d.Seconds()) }
