package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "sandbox-key"

// newService starts a sandbox with these profiles.
func newService(t *testing.T, profiles ...string) (*sandbox.Sandbox, string) {
	t.Helper()
	emulator, err := sandbox.New(sandbox.Config{APIKey: key, Profiles: profiles})
	if err != nil {
		t.Fatal(err)
	}
	if err := emulator.Seed(sandbox.DefaultSeed()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(emulator)
	t.Cleanup(server.Close)
	return emulator, server.URL
}

// runProgram runs the program and returns its exit status and what it prints.
func runProgram(t *testing.T, apiKey string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, problems strings.Builder
	status = run(t.Context(), append([]string{"-pace", "0"}, args...), apiKey, &out, &problems)
	return status, out.String(), problems.String()
}

func TestRun(t *testing.T) {
	t.Parallel()
	emulator, url := newService(t)
	status, stdout, stderr := runProgram(t, key, "-base-url", url, "-write")
	if status != 0 || stderr != "" {
		t.Errorf("exit status = %d, stderr %q", status, stderr)
	}
	if !strings.HasPrefix(stdout, url+", ") || !strings.Contains(stdout, "\nsecond delete ") || !strings.Contains(stdout, " 0 differ, ") {
		t.Errorf("stdout:\n%s", stdout)
	}
	if emulator.Len() != 1 {
		t.Errorf("%d customers, want 1", emulator.Len())
	}
}

func TestRun_Formats(t *testing.T) {
	t.Parallel()
	_, url := newService(t, "envelope")
	dir := filepath.Join(t.TempDir(), "exchanges")
	for flag, want := range map[string]string{
		"-json": "{\n  \"service\": \"http://127", "-markdown": "| part | provenance | description |\n", "-save=" + dir: "http://127",
	} {
		status, stdout, stderr := runProgram(t, key, "-base-url", url, flag)
		if status != 0 || !strings.HasPrefix(stdout, want) || stderr != "" {
			t.Errorf("%s: exit status = %d, stderr %q, stdout:\n%s", flag, status, stderr, stdout)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "01-list.json")); err != nil {
		t.Errorf("-save stored nothing: %v", err)
	}
}

// TestRun_Compare checks that known differences are no failure, and that a change is one.
func TestRun_Compare(t *testing.T) {
	t.Parallel()
	_, flat := newService(t)
	_, envelope := newService(t, "envelope")
	_, report, _ := runProgram(t, key, "-base-url", envelope, "-json")
	old := filepath.Join(t.TempDir(), "old.json")
	if err := os.WriteFile(old, []byte(report), 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := runProgram(t, key, "-base-url", envelope, "-compare", old)
	if status != 0 || !strings.HasPrefix(stderr, "Nothing has changed since 2") {
		t.Errorf("same service: exit status = %d, stderr %q; want 0", status, stderr)
	}
	status, _, stderr = runProgram(t, key, "-base-url", flat, "-compare", old)
	if status != 3 || !strings.Contains(stderr, "  shape of errors: was differs (envelope), is holds (flat)\n") {
		t.Errorf("other service: exit status = %d, stderr %q; want 3", status, stderr)
	}
	status, _, _ = runProgram(t, "wrong", "-base-url", envelope, "-compare", old)
	if status != 2 {
		t.Errorf("wrong key: exit status = %d, want 2", status)
	}
}

func TestRun_Errors(t *testing.T) {
	t.Parallel()
	_, url := newService(t)
	page := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(page.Close)
	tests := []struct {
		name string
		key  string
		args []string
		want string
	}{
		{"unknown flag", key, []string{"-x"}, "flag provided but not defined: -x (run with -h for help)"},
		{"argument", key, []string{"now"}, `unexpected argument "now" (run with -h for help)`},
		{"two formats", key, []string{"-json", "-markdown"}, "-json and -markdown exclude each other (run with -h for help)"},
		{"no key", "", []string{"-base-url", url}, "LEDGERLINK_API_KEY must not be empty"},
		{"wrong key", "wrong", []string{"-base-url", url, "-key-header", "X-Other"}, "the service refuses the key with 401 in X-API-KEY, X-Other: check the key, or name its header with -key-header"},
		{"not an Account Manager", key, []string{"-base-url", page.URL}, "this is not an Account Manager, or the base URL has a wrong path: GET /api/v1/account-manager/customers is 404"},
		{"production", key, []string{"-base-url", "https://api.example.com", "-write"}, "-write creates and deletes customers, and the host is neither loopback nor named sandbox…: add -yes-production to allow it"},
		{"no old report", key, []string{"-base-url", url, "-compare", "none.json"}, "open none.json: no such file or directory"},
		{"other file", key, []string{"-base-url", url, "-compare", "main.go"}, "the file of -compare is not a report that -json has written"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := runProgram(t, test.key, test.args...)
			if status != 2 || stderr != "verify: "+test.want+"\n" || stdout != "" {
				t.Errorf("exit status = %d, stderr %q, stdout %q; want 2 and %q", status, stderr, stdout, test.want)
			}
		})
	}
}

// TestRun_Interrupted cancels the run in the first create.
func TestRun_Interrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	emulator, err := sandbox.New(sandbox.Config{APIKey: key})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			cancel()
		}
		emulator.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	var stdout, stderr strings.Builder
	status := run(ctx, []string{"-base-url", server.URL, "-write", "-pace", "0"}, key, &stdout, &stderr)
	if status != 2 || stderr.String() != "verify: interrupted\n" || emulator.Len() != 0 {
		t.Errorf("exit status = %d, stderr %q, %d customers; want 2, one line, 0", status, stderr.String(), emulator.Len())
	}
}

func TestRun_Help(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := runProgram(t, "", "-h")
	if status != 0 || stderr != "" {
		t.Errorf("exit status = %d, stderr %q", status, stderr)
	}
	for _, want := range []string{"-yes-production", "at most 40 requests", "1m30s", "Exit status: 0"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the help does not contain %q:\n%s", want, stdout)
		}
	}
}
