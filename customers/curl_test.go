package customers_test

import (
	"context"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestCurl has a shell read the line, with a curl that prints its arguments, and compares them with what was on the
// wire.
func TestCurl(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no POSIX shell here")
	}
	const curl = `curl() { for a; do printf '%s\n' "$a"; done; }; `
	for _, id := range []string{
		"plain", "it's", `'; touch pwned; echo '`, "$(touch pwned)", "`touch pwned`", `"$HOME"`, `a\`, "a b", "-o pwned", "{1,2}[3-4]",
		"a/b", "a?b#c", "a%2fb", "ü→", "!!", "*", "~", "&& touch pwned", "|", "a;b", "<x>", "..%2f..",
	} {
		client, service := scripted(t, []step{status(400)},
			customers.WithAPIKeyHeader("X-`touch`'$-Key"), customers.WithUserAgent("it's/1"),
			customers.WithHeader("Authorization", "Bearer token-0123456789"), customers.WithHeader("x-tenant", "blue"))
		_, err := client.Update(t.Context(), id, customers.UpdateParams{Status: customers.Status("it's " + id)},
			customers.WithRequestHeader("X-Tenant", "green"))
		line := asError(t, err).Curl()
		cmd := exec.CommandContext(t.Context(), sh, "-c", curl+line)
		cmd.Dir = t.TempDir()
		cmd.Env = []string{"LEDGERLINK_API_KEY=the key of the shell", "HOME=/home"}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("the shell refuses %s: %v: %s", line, err, out)
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
			t.Errorf("id %q: arguments of curl (-want +got):\n%s", id, diff)
		}
		if strings.ContainsAny(line, "\r\n") {
			t.Errorf("more than a line: %q", line)
		}
	}
}

// TestCurlMasksWhatTheSpecMarks compares what is shown of a request with the spec's marks.
func TestCurlMasksWhatTheSpecMarks(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{status(400)})
	_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "«externalId»", Status: "«status»"})
	line := asError(t, err).Curl()
	var want []string
	for name, ref := range schema(t, "CreateCustomerRequest").Properties {
		if !sensitive(ref.Value) {
			want = append(want, name)
		}
	}
	if diff := cmp.Diff(want, found(line)); diff != "" {
		t.Errorf("shown in %s (-want +got):\n%s", line, diff)
	}
	if !strings.Contains(line, `--data-raw '{"externalId":"[REDACTED]",`) || strings.Contains(line, testKey) {
		t.Errorf("the line is %s", line)
	}
}

func TestCurlOfNoRequest(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{ok})
	_, err := client.Get(t.Context(), "")
	var none *customers.Error
	if asError(t, err).Curl() != "" || none.Curl() != "" {
		t.Error("a line for a request that was not made")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.Get(ctx, "a")
	if line := asError(t, err).Curl(); !strings.HasSuffix(line, " 'https://h/api/v1/account-manager/customers/a'") ||
		strings.Contains(line, "--data") || strings.Contains(line, "Content-Type") {
		t.Errorf("the line of a Get is %s", line)
	}
}
