package spectest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/ledgerlink/link-sdk-go/api"
)

// TestSandboxPage opens the reference page of a running sandbox, enters the key, and sends a request from the page.
func TestSandboxPage(t *testing.T) {
	t.Parallel()
	sandbox := startSandbox(t)
	p := newPage(t)
	p.do(chromedp.Navigate(sandbox+"/docs"), chromedp.WaitVisible(chromedp.CSS(".opblock")))
	operations, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".opblock")].map(o => [
			o.querySelector(".opblock-summary-method").innerText,
			o.querySelector(".opblock-summary-path").dataset.path,
			o.querySelector(".opblock-summary-description").innerText,
		].join(" "))`))
	if err != nil {
		t.Fatal(err)
	}
	listed := specOperations(t)
	want := make([]string, 0, len(listed))
	for _, o := range listed {
		want = append(want, o.method+" "+o.path+" "+o.summary)
	}
	if diff := cmp.Diff(sorted(want), sorted(operations)); diff != "" {
		t.Errorf("operations on the page (-spec +page):\n%s", diff)
	}

	const get = "#operations-customers-getCustomer"
	p.do(
		chromedp.Click(chromedp.CSS(".auth-wrapper .authorize")),
		chromedp.SendKeys(chromedp.CSS(".auth-container input"), "sandbox-key"),
		chromedp.Click(chromedp.CSS(".auth-btn-wrapper .authorize")),
		chromedp.Click(chromedp.CSS(".auth-btn-wrapper .btn-done")),
		chromedp.Click(chromedp.CSS(get+" .opblock-summary-control")),
		chromedp.Click(chromedp.CSS(get+" .try-out__btn")),
		chromedp.WaitVisible(chromedp.CSS(get+" .parameters input")), // contains the example
		chromedp.Click(chromedp.CSS(get+" .execute")),
	)
	if status := p.text(get + " .live-responses-table .response .response-col_status"); !strings.HasPrefix(status, "200") {
		t.Errorf("the page shows the status %q, want 200", status)
	}
	if body := p.text(get + " .live-responses-table .response .highlight-code"); !strings.Contains(body, `"externalId": "customer-ext-000"`) {
		t.Errorf("the page shows the response %s, want the customer of the sandbox", body)
	}
	if sent := sandbox + "/api/v1/account-manager/customers/customer-id"; !slices.Contains(p.requestURLs(), sent) {
		t.Errorf("the page sent requests to %q, want one to %s", p.requestURLs(), sent)
	}
	p.screenshot("sandbox.png")
	p.checkQuiet(sandbox + "/")
}

// TestPublishedPage opens the page that make docs writes, and each operation in it.
func TestPublishedPage(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "index.html")
	if out, err := exec.CommandContext(t.Context(), "sh", root+"/tools/spec/docs.sh", file).CombinedOutput(); err != nil {
		t.Fatalf("docs.sh: %v\n%s", err, out)
	}
	p := newPage(t)
	p.do(chromedp.Navigate("file://"+file), chromedp.WaitVisible(chromedp.CSS("#redoc")))
	operations := specOperations(t)
	paths := make([]string, 0, len(operations))
	for _, operation := range operations {
		paths = append(paths, operation.path)
	}
	// The element is visible before the list of operations is in it. JSON is also JavaScript.
	list, err := json.Marshal(paths)
	if err != nil {
		t.Fatal(err)
	}
	rendered := string(list) + `.every(path => document.querySelector("#redoc").innerText.includes(path + "\n"))`
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool](rendered,
		chromedp.WithPollingInterval(100*time.Millisecond), chromedp.WithPollingTimeout(time.Minute))); err != nil {
		t.Fatalf("the page does not show its operations: %v", err)
	}
	text := p.text("#redoc")
	for id, operation := range operations {
		if want := operation.method + "\n" + operation.path + "\n"; !strings.Contains(text, want) {
			t.Errorf("the page's list of operations has no %q", want)
		}
		p.open(id, operation.summary)
	}
	p.screenshot("published.png")
	p.checkQuiet("file://" + file)
}

// open scrolls to an operation of the published page and waits for its text. Sections are expanded on a click and
// rendered when they become visible.
func (p *page) open(id, summary string) {
	p.t.Helper()
	rendered := fmt.Sprintf(`(() => {
		[...document.querySelectorAll("#redoc button")].find(b => b.innerText.trim() === "+ Show")?.click();
		const section = document.querySelector('[data-section-id="/customers/%s"]');
		section?.scrollIntoView();
		return section?.innerText.startsWith(%q) && section.innerText.includes("Responses");
	})()`, strings.ToLower(id), summary)
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool](rendered,
		chromedp.WithPollingInterval(100*time.Millisecond), chromedp.WithPollingTimeout(time.Minute))); err != nil {
		p.screenshot("unopened.png")
		p.t.Errorf("the page does not render %s: %v", id, err)
	}
}

// TestBrowser_RecordsRequestsAndErrors opens a page that does everything that the reference pages must not do.
func TestBrowser_RecordsRequestsAndErrors(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<p>here</p><img src="http://outside.invalid/x.png"><img src="/gone.png">` +
			`<script>console.error("logged"); throw new Error("thrown")</script>`))
	}))
	t.Cleanup(server.Close)
	p := newPage(t)
	p.do(chromedp.Navigate(server.URL), chromedp.WaitVisible(chromedp.CSS("p")))
	if got, want := p.outside(server.URL), []string{"http://outside.invalid/x.png"}; !slices.Equal(got, want) {
		t.Errorf("requests to other servers: %q, want %q", got, want)
	}
	errorLog := strings.Join(p.browserErrors(), "\n")
	for _, want := range []string{"logged", "thrown", "/gone.png", "outside.invalid"} {
		if !strings.Contains(errorLog, want) {
			t.Errorf("the browser errors lack %q:\n%s", want, errorLog)
		}
	}
}

// checkQuiet checks that the page sent requests only to the address and caused no browser errors.
func (p *page) checkQuiet(address string) {
	p.t.Helper()
	if urls := p.outside(address); len(urls) > 0 {
		p.t.Errorf("the page sends requests to other servers: %q", urls)
	}
	if errs := p.browserErrors(); len(errs) > 0 {
		p.t.Errorf("browser errors:\n%s", strings.Join(errs, "\n"))
	}
}

type operation struct{ method, path, summary string }

// specOperations returns the operations of the document by operationId.
func specOperations(t *testing.T) map[string]operation {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]any `yaml:"paths"`
	}
	if err := yaml.Unmarshal(api.OpenAPI, &doc); err != nil {
		t.Fatal(err)
	}
	operations := make(map[string]operation)
	for path, item := range doc.Paths {
		for method, value := range item {
			if fields, ok := value.(map[string]any); ok {
				operations[fields["operationId"].(string)] = operation{strings.ToUpper(method), path, fields["summary"].(string)}
			}
		}
	}
	if len(operations) == 0 {
		t.Fatal("the document has no operations")
	}
	return operations
}

func sorted(texts []string) []string {
	slices.Sort(texts)
	return texts
}
