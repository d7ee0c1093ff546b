package customers_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// see returns what an option changes: in a request, in the result of a call, or in log.
type see func(ctx context.Context, client *customers.Client, service *script, log *[]string) string

func seeHeader(name string) see {
	return func(ctx context.Context, client *customers.Client, service *script, _ *[]string) string {
		_, _ = client.Get(ctx, "customer-id")
		return strings.Join(service.seen[0].Header.Values(name), " ")
	}
}

func seeKeyHeaders(ctx context.Context, client *customers.Client, service *script, _ *[]string) string {
	_, _ = client.Get(ctx, "customer-id")
	sent := service.seen[0].Header
	maps.DeleteFunc(sent, func(_ string, values []string) bool { return !slices.Contains(values, testKey) })
	return strings.Join(slices.Sorted(maps.Keys(sent)), " ")
}

func seeDuration(ctx context.Context, client *customers.Client, service *script, _ *[]string) string {
	service.steps = []step{waitForContext}
	start := time.Now()
	_, _ = client.Create(ctx, customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
	return time.Since(start).String()
}

func seeSchedule(ctx context.Context, client *customers.Client, service *script, _ *[]string) string {
	service.steps = []step{status(503)}
	_, _ = client.Get(ctx, "customer-id")
	return fmt.Sprint(service.times)
}

func seeBound(ctx context.Context, client *customers.Client, _ *script, _ *[]string) string {
	_, err := client.List(ctx)
	return regexp.MustCompile(`more than \d+ bytes`).FindString(fmt.Sprint(err))
}

func seeLog(ctx context.Context, client *customers.Client, _ *script, log *[]string) string {
	_, _ = client.Get(ctx, "customer-id")
	return strings.Join(*log, " ")
}

// noted is code of the caller: a Limiter, an Observer and the io.Writer of a logger that call the function.
type noted func()

func (f noted) Wait(context.Context) error  { f(); return nil }
func (f noted) Write(p []byte) (int, error) { f(); return len(p), nil }
func (f noted) CallStart(ctx context.Context, _ customers.Operation) context.Context {
	f()
	return ctx
}
func (noted) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}
func (noted) CallEnd(context.Context, customers.Operation, customers.CallResult) {}

// repeatedOption is an option that is given twice, with different values.
type repeatedOption struct {
	name    string
	value   func(i int, log *[]string) customers.Option // i is 1 or 2
	invalid customers.Option
	see     see
	want    string // after the values 1 and 2
	adds    bool   // whether value 2 is used in addition to value 1
}

func repeatedOptions() []repeatedOption {
	type option = customers.Option
	note := func(i int, log *[]string) func() { return func() { *log = append(*log, strconv.Itoa(i)) } }
	text := func(i int) string { return fmt.Sprintf("value-%d", i) }
	seconds := func(i int) time.Duration { return time.Duration(i) * time.Second }
	return []repeatedOption{
		{
			"WithAPIKey", func(i int, _ *[]string) option { return customers.WithAPIKey(text(i)) },
			customers.WithAPIKey(""), seeHeader("X-Api-Key"), "value-2", false,
		},
		{"WithAPIKeySource", func(i int, _ *[]string) option {
			return customers.WithAPIKeySource(func(context.Context) (string, error) { return text(i), nil })
		}, customers.WithAPIKeySource(nil), seeHeader("X-Api-Key"), "value-2", false},
		{
			"WithAPIKeyHeader", func(i int, _ *[]string) option { return customers.WithAPIKeyHeader("X-" + text(i)) },
			customers.WithAPIKeyHeader(""), seeKeyHeaders, "X-Value-2", false,
		},
		{
			"WithHeader", func(i int, _ *[]string) option { return customers.WithHeader("x-tenant", text(i)) },
			customers.WithHeader("X-Tenant", "\n"), seeHeader("X-Tenant"), "value-2", false,
		},
		{"WithHeader", func(i int, _ *[]string) option { // of another name
			return customers.WithHeader(fmt.Sprintf("x-tenant-%d", i), text(i))
		}, customers.WithHeader("x-tenant-1", "\n"), seeHeader("X-Tenant-1"), "value-1", true},
		{"WithHTTPClient", func(i int, log *[]string) option {
			return customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				note(i, log)()
				return ok(r)
			})})
		}, customers.WithHTTPClient(nil), seeLog, "2", false},
		{
			"WithTimeout", func(i int, _ *[]string) option { return customers.WithTimeout(seconds(i)) },
			customers.WithTimeout(-1), seeDuration, "2s", false,
		},
		{
			"WithAttemptTimeout", func(i int, _ *[]string) option { return customers.WithAttemptTimeout(seconds(i)) },
			customers.WithAttemptTimeout(-1), seeDuration, "2s", false,
		},
		{"WithRetry", func(i int, _ *[]string) option { // value 2 has the default of 3 attempts
			return customers.WithRetry([]customers.RetryPolicy{
				1: {MaxAttempts: 6, BaseDelay: seconds(1)}, 2: {BaseDelay: seconds(2)},
			}[i])
		}, customers.WithRetry(customers.RetryPolicy{MaxAttempts: -1}), seeSchedule, "[0s 2s 6s]", false},
		{
			"WithLimiter", func(i int, log *[]string) option { return customers.WithLimiter(noted(note(i, log))) },
			customers.WithLimiter(nil), seeLog, "2", false,
		},
		{"WithLogger", func(i int, log *[]string) option {
			options := &slog.HandlerOptions{Level: slog.LevelDebug}
			return customers.WithLogger(slog.New(slog.NewTextHandler(noted(note(i, log)), options)))
		}, customers.WithLogger(nil), seeLog, "2", false},
		{
			"WithObserver", func(i int, log *[]string) option { return customers.WithObserver(noted(note(i, log))) },
			customers.WithObserver(nil), seeLog, "1 2", true,
		},
		{
			"WithMiddleware", func(i int, log *[]string) option { return tap(func(*http.Request) { note(i, log)() }) },
			customers.WithMiddleware(nil), seeLog, "1 2", true,
		},
		{
			"WithUserAgent", func(i int, _ *[]string) option { return customers.WithUserAgent(text(i)) },
			customers.WithUserAgent(""), func(ctx context.Context, client *customers.Client, service *script, log *[]string) string {
				return strings.Join(strings.Fields(seeHeader("User-Agent")(ctx, client, service, log))[:2], " ")
			}, "value-2 link-sdk-go/devel", false,
		},
		{
			"WithMaxResponseBytes", func(i int, _ *[]string) option { return customers.WithMaxResponseBytes(int64(i)) },
			customers.WithMaxResponseBytes(0), seeBound, "more than 2 bytes", false,
		},
		{
			"WithMaxListBytes", func(i int, _ *[]string) option { return customers.WithMaxListBytes(int64(i)) },
			customers.WithMaxListBytes(0), seeBound, "more than 2 bytes", false,
		},
	}
}

// TestOptions_Repeated gives each option twice, in every place that takes options. The second value replaces the first,
// or is added to it.
func TestOptions_Repeated(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{"WithInsecureHTTP": true, "WithJitter": true} // one has no value, the other is for tests
	for _, tc := range repeatedOptions() {
		tested[tc.name] = true
		type list []customers.Option
		for place, split := range map[string]func(first, second customers.Option) (inNew, inWith list){
			"New":       func(first, second customers.Option) (inNew, inWith list) { return list{first, second}, nil },
			"With":      func(first, second customers.Option) (inNew, inWith list) { return list{first}, list{second} },
			"only With": func(first, second customers.Option) (inNew, inWith list) { return nil, list{first, second} },
			"JoinOptions": func(first, second customers.Option) (inNew, inWith list) {
				return list{customers.JoinOptions(first, second)}, nil
			},
		} {
			t.Run(tc.name+"/"+place, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var log []string
					inNew, inWith := split(tc.value(1, &log), tc.value(2, &log))
					client, service := scripted(t, []step{ok}, inNew...)
					client, err := client.With(inWith...)
					if err != nil {
						t.Fatal(err)
					}
					if got := tc.see(t.Context(), client, service, &log); got != tc.want {
						t.Errorf("the two values result in %q, want %q", got, tc.want)
					}
				})
			})
		}
		t.Run(tc.name+"/invalid", func(t *testing.T) {
			t.Parallel()
			_, err := customers.New("https://h", customers.WithAPIKey(testKey), tc.invalid, tc.value(2, new([]string)))
			if refused := err != nil; refused != tc.adds {
				t.Errorf("an invalid value before a valid one: error = %v, want refused = %t", err, tc.adds)
			}
			_, err = customers.New("https://h", customers.WithAPIKey(testKey), tc.value(1, new([]string)), tc.invalid)
			wantSentinel(t, err, customers.ErrInvalidArgument)
		})
	}
	for _, option := range slices.Sorted(maps.Keys(names(t, ".", ".go", `(?m)^func (With\w+)\(.*\) Option \{`))) {
		if !tested[option] {
			t.Errorf("this test must repeat %s", option)
		}
	}
}

// TestCallOptions_Repeated gives each call option twice.
func TestCallOptions_Repeated(t *testing.T) {
	t.Parallel()
	client, service := scripted(t, []step{ok}, customers.WithHeader("x-tenant", "of the client"))
	var first, second customers.ResponseInfo
	_, err := client.Get(t.Context(), "customer-id",
		customers.WithRequestHeader("x-tenant", "\n"), customers.WithRequestHeader("X-Tenant", "first"),
		customers.WithRequestHeader("x-tenant", "second"), customers.WithRequestHeader("x-other", "third"),
		customers.WithResponseInfo(nil), customers.WithResponseInfo(&first), customers.WithResponseInfo(&second))
	if err != nil {
		t.Fatal(err)
	}
	header := service.seen[0].Header
	got := []string{strings.Join(header.Values("X-Tenant"), " "), strings.Join(header.Values("X-Other"), " ")}
	if diff := cmp.Diff([]string{"second", "third"}, got); diff != "" {
		t.Errorf("X-Tenant and X-Other (-want +got):\n%s", diff)
	}
	if first.StatusCode != 0 || second.StatusCode != 200 {
		t.Errorf("StatusCode %d in the first info and %d in the second, want 0 and 200", first.StatusCode, second.StatusCode)
	}
}

// TestWithHTTPClient_TimeoutOfStream reads a list in a slow loop: the Timeout of the http.Client counts all of it.
func TestWithHTTPClient_TimeoutOfStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hc := &http.Client{Timeout: time.Minute, Transport: roundTripper(slowList(9, time.Second))}
		client, _ := scripted(t, nil, customers.WithHTTPClient(hc))
		var last error
		for _, last = range client.All(t.Context()) {
			time.Sleep(40 * time.Second)
		}
		if last == nil {
			t.Fatal("no error, want a timeout")
		}
		wantTimeout(t, last, "within 1m0s")
	})
}
