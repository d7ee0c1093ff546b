package customerstest_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// TestProfiles_Constants checks that this package has the profiles of the sandbox, the valid ones in the first block.
func TestProfiles_Constants(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("profile.go")
	if err != nil {
		t.Fatal(err)
	}
	_, blocks, _ := strings.Cut(string(source), "\nconst (\n")
	valid, invalid, _ := strings.Cut(blocks, "\nconst (\n")
	got := map[string]bool{}
	for block, isValid := range map[string]bool{valid: true, invalid: false} {
		for _, match := range regexp.MustCompile(`(?m)^\tProfile\w+ +Profile = "(.*)"$`).FindAllStringSubmatch(block, -1) {
			got[match[1]] = isValid
		}
	}
	want := map[string]bool{}
	for _, profile := range sandbox.Profiles() {
		want[profile.Name] = profile.Valid
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("profiles and whether they are valid (-sandbox +customerstest):\n%s", diff)
	}
}

// TestNewServer_Profiles calls every operation with every profile: what the profile changes does not fail the test.
func TestNewServer_Profiles(t *testing.T) {
	t.Parallel()
	for _, profile := range sandbox.Profiles() {
		t.Run(profile.Name, func(t *testing.T) {
			t.Parallel()
			srv := customerstest.NewServer(t, customerstest.Profile(profile.Name))
			srv.Seed(customers.Customer{ID: "cst-1", ExternalID: "first"})
			client := srv.Client(t, customers.WithRetry(customers.NoRetry))
			for name := range customerstest.OperationIDs() {
				_ = customerstest.Call(t.Context(), name, client, "cst-1")
			}
			stranger := srv.Client(t, customers.WithAPIKey("wrong"))
			if _, err := stranger.List(t.Context()); err == nil {
				t.Error("List with a wrong key returns no error")
			}
		})
	}
}

// TestNewServer_ProfileKeepsRequestChecks checks that a profile that is not valid still validates requests, except what
// it allows.
func TestNewServer_ProfileKeepsRequestChecks(t *testing.T) {
	t.Parallel()
	recorder := &failureRecorder{TB: t}
	srv := customerstest.NewServer(recorder, customerstest.ProfileUnknownStatus)
	params := customers.CreateParams{ExternalID: "a", Status: "frozen"}
	if _, err := srv.Client(t).Create(t.Context(), params); err != nil {
		t.Errorf("Create with an unknown status: %v", err)
	}
	post(t, srv, `{"externalId":"","status":"active"}`)
	recorder.cleanUp()
	recorder.mu.Lock()
	defer recorder.mu.Unlock()
	if got := strings.Count(recorder.failures, "violates the spec"); got != 1 {
		t.Errorf("the test failed with %q, want only the second request in it", recorder.failures)
	}
	if !strings.Contains(recorder.failures, "externalId should not be empty") {
		t.Errorf("the test failed with %q, want the empty externalId in it", recorder.failures)
	}
}

func TestNewServer_UnknownProfile(t *testing.T) {
	t.Parallel()
	recorder := &failureRecorder{TB: t}
	done := make(chan struct{})
	go func() { // Fatalf ends the goroutine
		defer close(done)
		customerstest.NewServer(recorder, "wings")
	}()
	<-done
	if want := `profile "wings" is unknown, want one of envelope, `; !strings.Contains(recorder.failures, want) {
		t.Errorf("the test failed with %q, want %q in it", recorder.failures, want)
	}
}
