package customers_test

import (
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestCurl runs each line in a shell, with a function curl that prints its arguments, and compares the arguments with
// the request that was sent.
func TestCurl(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no POSIX shell is installed")
	}
	const curl = `curl() { for a; do printf '%s\n' "$a"; done; }; `
	for _, text := range []string{
		"plain", "it's", `'; touch pwned; echo '`, "$(touch pwned)", "`touch pwned`", `"$HOME"`, `a\`, "a b",
		"-o pwned", "{1,2}[3-4]", "a/b", "a?b#c", "a%2fb", "ü→", "!!", "*", "~", "&& touch pwned", "|", "a;b", "<x>",
		"..%2f..",
	} {
		id := strings.Map(func(r rune) rune {
			if strings.ContainsRune(`/\%?#;`, r) { // allowed in a status, but not in an id
				return '-'
			}
			return r
		}, text)
		client, service := scripted(t, []step{status(400)},
			customers.WithAPIKeyHeader("X-`touch`'$-Key"), customers.WithUserAgent("it's/1"),
			customers.WithHeader("Authorization", "Bearer token-0123456789"), customers.WithHeader("x-tenant", "blue"))
		_, err := client.Update(t.Context(), id, customers.UpdateParams{Status: customers.Status("it's " + text)},
			customers.WithRequestHeader("X-Tenant", "green"))
		line := asError(t, err).Curl()
		if strings.ContainsAny(line, "\r\n") {
			t.Errorf("the command is longer than one line: %q", line)
		}

		cmd := exec.CommandContext(t.Context(), sh, "-c", curl+line)
		cmd.Dir = t.TempDir()
		cmd.Env = []string{"LEDGERLINK_API_KEY=the key of the shell", "HOME=/home"}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("the shell cannot run %s: %v: %s", line, err, out)
		}
		sent := service.seen[0]
		want := []string{
			"--globoff", "--path-as-is", "-X", "PUT",
			"-H", "Accept: application/json", "-H", "User-Agent: " + sent.Header.Get("User-Agent"),
			"-H", "Content-Type: " + sent.Header.Get("Content-Type"),
			"-H", http.CanonicalHeaderKey("X-`touch`'$-Key") + ": the key of the shell",
			"-H", "Authorization: [REDACTED]", "-H", "X-Tenant: [REDACTED]",
			"--data-raw", service.body[0], sent.URL.String(), "",
		}
		if diff := cmp.Diff(want, strings.Split(string(out), "\n")); diff != "" {
			t.Errorf("%q: arguments of curl (-want +got):\n%s", text, diff)
		}
	}
}

// TestCurl_SensitiveFields compares the body in the command with the spec: the values of x-sensitive fields are
// redacted.
func TestCurl_SensitiveFields(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{status(400)})
	var params customers.CreateParams
	setToNames(t, "CreateCustomerRequest", &params)
	_, err := client.Create(t.Context(), params)
	line := asError(t, err).Curl()
	for name, property := range schema(t, "CreateCustomerRequest").Properties {
		want := "value of " + name
		if sensitive(property.Value) {
			want = "[REDACTED]"
		}
		if member := fmt.Sprintf("%q:%q", name, want); !strings.Contains(line, member) {
			t.Errorf("the command is %s, want %s in it", line, member)
		}
	}
	if strings.Contains(line, "value of externalId") {
		t.Errorf("the command %s contains the external ID", line)
	}
	if strings.Contains(line, testKey) {
		t.Errorf("the command %s contains the API key", line)
	}
}

func TestCurl_NoRequest(t *testing.T) {
	t.Parallel()
	var none *customers.Error
	if line := none.Curl(); line != "" {
		t.Errorf("Curl of a nil error = %q", line)
	}
	client, _ := scripted(t, []step{ok})
	_, err := client.Get(t.Context(), "")
	if line := asError(t, err).Curl(); line != "" {
		t.Errorf("Curl of a call that was refused before any I/O = %q", line)
	}
}

func TestCurl_RequestWithoutBody(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{ok})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Get(ctx, "a")
	line := asError(t, err).Curl()
	if !strings.HasSuffix(line, " 'https://h/api/v1/account-manager/customers/a'") {
		t.Errorf("the command %s does not end in the URL", line)
	}
	for _, part := range []string{"--data", "Content-Type"} {
		if strings.Contains(line, part) {
			t.Errorf("the command %s contains %s", line, part)
		}
	}
}
