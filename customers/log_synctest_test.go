package customers_test

import (
	"bytes"
	"log/slog"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

const (
	logsGet    = `ledgerlink.operation=Get http.request.method=GET url.template=/api/v1/account-manager/customers/{id}`
	logsServer = ` server.address=h server.port=443`
	logsDebug  = `level=DEBUG msg="customers: HTTP exchange" ` + logsGet
	logsWarn   = `level=WARN msg="customers: call failed" ` + logsGet
)

// TestWithLogger_Records compares whole records, and so their keys.
func TestWithLogger_Records(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		steps []step
		level slog.Level
		want  string
	}{
		"success": {[]step{ok}, slog.LevelDebug, logsDebug +
			` http.response.status_code=200` + logsServer + " http.request.resend_count=0 http.client.request.duration=0\n"},
		"success at level Info": {[]step{status(503), ok}, slog.LevelInfo, ""},
		"retries, then 404": {
			[]step{status(503), reset, status(404)},
			slog.LevelDebug,
			logsDebug + ` http.response.status_code=503` + logsServer + ` http.request.resend_count=0` +
				` http.client.request.duration=0 ledgerlink.request_id=req-42 error.type="server error" ledgerlink.retry.wait=0.25` + "\n" +
				logsDebug + logsServer + ` http.request.resend_count=1 http.client.request.duration=0` +
				` error.type="no complete response" exception.message="HTTP exchange failed" ledgerlink.retry.wait=0.5` + "\n" +
				logsDebug + ` http.response.status_code=404` + logsServer + ` http.request.resend_count=2` +
				` http.client.request.duration=0 ledgerlink.request_id=req-42 error.type="not found"` + "\n" +
				logsWarn + ` http.response.status_code=404 ledgerlink.request_id=req-42 error.type="not found"` +
				` ledgerlink.attempts=3` + logsServer + ` ledgerlink.call.duration=0.75` + "\n",
		},
		"timeout at level Warn": {
			[]step{waitForContext},
			slog.LevelWarn,
			logsWarn + ` error.type=timeout exception.message="no response to an attempt within 10s (WithAttemptTimeout)"` +
				` ledgerlink.attempts=3` + logsServer + ` ledgerlink.call.duration=30.75` + "\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				client, _ := scripted(t, test.steps, customers.WithLogger(logTo(&out, test.level)), customers.WithTimeout(0),
					customers.WithRetry(customers.RetryPolicy{MaxElapsed: 60e9}))
				_, _ = client.Get(t.Context(), "customer-id")
				if diff := cmp.Diff(test.want, out.String()); diff != "" {
					t.Errorf("records (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestWithLogger_OutcomeUnknown(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	client, _ := scripted(t, []step{reset}, customers.WithLogger(logTo(&out, slog.LevelWarn)))
	_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
	if !bytes.Contains(out.Bytes(), []byte(" ledgerlink.outcome_unknown=true ")) {
		t.Errorf("the record of %v is %s, want ledgerlink.outcome_unknown in it", err, &out)
	}
}
