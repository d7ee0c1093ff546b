package spectest

import (
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

// TestSandboxPage reads the reference of a running sandbox, enters the key, and sends a request from the page.
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
		chromedp.WaitVisible(chromedp.CSS(get+" .parameters input")), // filled with the example
		chromedp.Click(chromedp.CSS(get+" .execute")),
	)
	if status := p.text(get + " .live-responses-table .response .response-col_status"); !strings.HasPrefix(status, "200") {
		t.Errorf("the page shows the status %q, want 200", status)
	}
	if body := p.text(get + " .live-responses-table .response .highlight-code"); !strings.Contains(body, `"externalId": "customer-ext-001"`) {
		t.Errorf("the page shows the answer %s, want the documented customer", body)
	}
	if sent := sandbox + "/api/v1/account-manager/customers/customer-id"; !slices.Contains(p.fetched(), sent) {
		t.Errorf("the page sent %q, want %s among it", p.fetched(), sent)
	}
	p.shoot("sandbox.png")
	p.mustBeQuiet(sandbox + "/")
}

// TestPublishedPage opens the file of make docs, and each operation in it.
func TestPublishedPage(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "index.html")
	if out, err := exec.CommandContext(t.Context(), "sh", root+"/tools/spec/docs.sh", file).CombinedOutput(); err != nil {
		t.Fatalf("docs.sh: %v\n%s", err, out)
	}
	p := newPage(t)
	p.do(chromedp.Navigate("file://"+file), chromedp.WaitVisible(chromedp.CSS("#redoc")))
	text := p.text("#redoc")
	for id, operation := range specOperations(t) {
		if want := operation.method + "\n" + operation.path + "\n"; !strings.Contains(text, want) {
			t.Errorf("the page's list of operations has no %q", want)
		}
		p.open(id, operation.summary)
	}
	p.shoot("published.png")
	p.mustBeQuiet("file://" + file)
}

// open scrolls to an operation of the published page and waits for its text: sections unfold on demand, and are rendered
// when they come into view.
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
		p.shoot("unopened.png")
		p.t.Errorf("the page does not render %s: %v", id, err)
	}
}

// TestTheBrowserIsWatched opens a page that does all that the other pages must not do.
func TestTheBrowserIsWatched(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<p>here</p><img src="http://outside.invalid/x.png"><img src="/gone.png">` +
			`<script>console.error("said so"); throw new Error("thrown")</script>`))
	}))
	t.Cleanup(server.Close)
	p := newPage(t)
	p.do(chromedp.Navigate(server.URL), chromedp.WaitVisible(chromedp.CSS("p")))
	if got, want := p.outside(server.URL), []string{"http://outside.invalid/x.png"}; !slices.Equal(got, want) {
		t.Errorf("requests that left the page's server: %q, want %q", got, want)
	}
	complaints := strings.Join(p.complained(), "\n")
	for _, want := range []string{"said so", "thrown", "/gone.png", "outside.invalid"} {
		if !strings.Contains(complaints, want) {
			t.Errorf("the browser's complaints lack %q:\n%s", want, complaints)
		}
	}
}

func (p *page) mustBeQuiet(address string) {
	p.t.Helper()
	if urls := p.outside(address); len(urls) > 0 {
		p.t.Errorf("the page fetches from elsewhere: %q", urls)
	}
	if complaints := p.complained(); len(complaints) > 0 {
		p.t.Errorf("the browser complains:\n%s", strings.Join(complaints, "\n"))
	}
}

type operation struct{ method, path, summary string }

// specOperations returns the operations of the document by their ids.
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
	if len(operations) != 6 {
		t.Fatalf("the document has the operations %v, want six", operations)
	}
	return operations
}

func sorted(texts []string) []string {
	slices.Sort(texts)
	return texts
}
