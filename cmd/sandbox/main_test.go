package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const seeded = `[{"id":"customer-id","externalId":"customer-ext-000","status":"active",` +
	`"participantId":"participant-123","accounts":[],` +
	`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}]`

func TestRun(t *testing.T) {
	t.Parallel()
	program := start(t)
	if status, body := get(t, program.url, "sandbox-key"); status != 200 || body != seeded {
		t.Errorf("list is %d %s, want 200 %s", status, body, seeded)
	}
	if status, _ := get(t, program.url, "other"); status != 401 {
		t.Errorf("with another key the status code is %d, want 401", status)
	}
	program.stop()
	if status := <-program.status; status != exitOK {
		t.Errorf("exit status = %d, want 0", status)
	}
	if program.stderr.Len() > 0 {
		t.Errorf("stderr is %q, want nothing", program.stderr)
	}
	if conn, err := net.Dial("tcp", strings.TrimPrefix(program.url, "http://")); err == nil {
		_ = conn.Close()
		t.Error("the port is still open")
	}
}

func TestRun_Flags(t *testing.T) {
	t.Parallel()
	seed := filepath.Join(t.TempDir(), "seed.json")
	if err := os.WriteFile(seed, []byte(`{"customers":[{"id":"mine","externalId":"x"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	program := start(t, "-key", "other", "-profile", "envelope", "-seed", seed, "-n", "3", "-accounts", "2")
	_, body := get(t, program.url, "other")
	if got := strings.Count(body, "externalId"); got != 4 {
		t.Errorf("list has %d customers, want 4:\n%s", got, body)
	}
	if got := strings.Count(body, "stablecoins"); got != 6 {
		t.Errorf("list has %d accounts, want 6:\n%s", got, body)
	}
	if !strings.HasPrefix(body, `[{"id":"mine"`) {
		t.Errorf("list begins with %.40s, want the seed first", body)
	}
	if _, body := get(t, program.url, "wrong"); !strings.HasPrefix(body, `{"error":{"code":"UNAUTHORIZED"`) {
		t.Errorf("error is %s, want the envelope", body)
	}
	program.stop()
	if status := <-program.status; status != exitOK {
		t.Errorf("exit status = %d, want 0", status)
	}
}

func TestRun_Errors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.json")
	if err := os.WriteFile(bad, []byte(`{"customers":[{"externalId":"a"},{"id":"b"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	tests := []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"unknown flag", []string{"-x"}, exitUsage, "flag provided but not defined: -x"},
		{"not a number", []string{"-n", "many"}, exitUsage, `invalid value "many" for flag -n`},
		{"argument", []string{"now"}, exitUsage, `unexpected argument "now"`},
		{"negative", []string{"-n", "-1"}, exitUsage, "-n must not be negative"},
		{"unknown profile", []string{"-profile", "wings"}, exitUsage, `profile "wings" is unknown, want one of envelope, `},
		{"key for JSON", []string{"-addr", "127.0.0.1:0", "-json", "-key", "\xff"}, exitUsage, "-key is not valid UTF-8"},
		{"empty key", []string{"-key", ""}, exitUsage, "-key is empty"},
		{"address", []string{"-addr", "8080"}, exitUsage, "-addr: address 8080: missing port in address"},
		{"not loopback", []string{"-addr", ":0"}, exitUsage, "-addr :0 can be reached from other machines"},
		{"port taken", []string{"-addr", taken.Addr().String()}, exitFailure, "address already in use"},
		{
			"no seed file",
			[]string{"-addr", "127.0.0.1:0", "-seed", filepath.Join(dir, "none.json")},
			exitFailure,
			"none.json: no such file or directory",
		},
		{
			"bad seed file",
			[]string{"-addr", "127.0.0.1:0", "-seed", bad},
			exitFailure,
			"bad.json: seed: customers[1].externalId is missing",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr strings.Builder
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // ends a program that serves by mistake
			defer cancel()
			if status := run(ctx, test.args, &stdout, &stderr); status != test.status {
				t.Errorf("exit status = %d, want %d", status, test.status)
			}
			line := stderr.String()
			if !strings.HasPrefix(line, "sandbox: ") || !strings.Contains(line, test.want) {
				t.Errorf("stderr is %q, want %q in it", line, test.want)
			}
			if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
				t.Errorf("stderr is %q, want one line", line)
			}
			if strings.Contains(line, "run with -h") != (test.status == exitUsage) {
				t.Errorf("stderr is %q, want a hint at -h only for usage errors", line)
			}
			if stdout.Len() > 0 {
				t.Errorf("stdout is %q, want nothing", stdout.String())
			}
		})
	}
}
