package spectest

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// page is a tab in a separate browser. It records the requests and errors of the page.
type page struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp stores the tab in the context

	mu       sync.Mutex
	requests []string
	errors   []string // exceptions, and warnings and errors in the console and in the browser's log
}

// newPage starts Chromium with an empty profile and resolves no host names.
func newPage(t *testing.T) *page {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1400, 1200),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // enough for a slow machine
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p := &page{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, p.record); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return p
}

// chromium returns the path of the browser. If it is not installed, chromium skips the test.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("Chromium is not installed")
	return ""
}

// record stores the requests and errors that the browser reports.
func (p *page) record(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		p.errors = append(p.errors, text)
	case *runtime.EventConsoleAPICalled:
		switch e.Type {
		case runtime.ConsoleAPICalledTypeError, runtime.ConsoleAPICalledTypeWarning, runtime.ConsoleAPICalledTypeAssert:
			for _, argument := range e.Args {
				p.errors = append(p.errors, "console: "+string(argument.Value)+argument.Description)
			}
		}
	case *log.EventEntryAdded: // logged by the browser: blocked by a policy, not found, failed to load
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.errors = append(p.errors, string(e.Entry.Source)+": "+e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// do runs actions in the page and takes a screenshot if one fails.
func (p *page) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.screenshot("failed.png")
		p.t.Fatalf("browser: %v; requests %q, errors %q", err, p.requestURLs(), p.browserErrors())
	}
}

// text waits for an element to be visible and returns its text.
func (p *page) text(selector string) string {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Text(chromedp.CSS(selector), chromedp.NodeVisible))
	if err != nil {
		p.t.Fatalf("text of %s: %v", selector, err)
	}
	return text
}

// screenshot writes an image of the page to the artifact directory, which go test -artifacts prints.
func (p *page) screenshot(name string) {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Logf("screenshot: %v", err)
		return
	}
	if err := os.WriteFile(filepath.Join(p.t.ArtifactDir(), name), png, 0o600); err != nil {
		p.t.Error(err)
	}
}

// outside returns the requests to other addresses, except data and blob URLs.
func (p *page) outside(addresses ...string) (urls []string) {
	for _, request := range p.requestURLs() {
		if !allowed(request, addresses) {
			urls = append(urls, request)
		}
	}
	return urls
}

// allowed reports whether a request is a data or blob URL or goes to one of the addresses.
func allowed(request string, addresses []string) bool {
	parsed, err := url.Parse(request)
	if err == nil && (parsed.Scheme == "data" || parsed.Scheme == "blob") {
		return true
	}
	for _, address := range addresses {
		if strings.HasPrefix(request, address) {
			return true
		}
	}
	return false
}

// requestURLs returns the URLs of all requests.
func (p *page) requestURLs() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// browserErrors returns the recorded errors.
func (p *page) browserErrors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.errors)
}
