package customers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// sensitivePrefix begins each text that the spec marks x-sensitive.
const sensitivePrefix = "sensitive-"

// distinct makes values of schemas in which every property is set and no two strings or times are equal.
type distinct struct{ n int }

func (d *distinct) value(s *openapi3.Schema) any {
	d.n++
	switch {
	case len(s.Enum) > 0:
		return s.Enum[len(s.Enum)-1]
	case s.Type.Is("object"):
		object := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
			object[name] = d.value(s.Properties[name].Value)
		}
		return object
	case s.Type.Is("array"):
		return []any{d.value(s.Items.Value), d.value(s.Items.Value)}
	case s.Type.Is("integer"), s.Type.Is("number"):
		return float64(d.n)
	case s.Type.Is("boolean"):
		return true
	case s.Format == "date-time":
		return time.Date(2026, 4, 2, 9, 0, d.n, 0, time.UTC).Format(time.RFC3339)
	}
	if sensitive(s) {
		return fmt.Sprintf("%s%d", sensitivePrefix, d.n)
	}
	return fmt.Sprintf("text-%d", d.n)
}

// bodySchema returns the schema of a JSON body, or nil if there is none.
func bodySchema(content openapi3.Content) *openapi3.Schema {
	if media := content.Get(jsonType); media != nil {
		return media.Schema.Value
	}
	return nil
}

// lost returns the paths of what is in the value sent, but missing or different in the value that arrived.
func lost(sent, arrived any, path string) (paths []string) {
	switch sent := sent.(type) {
	case map[string]any:
		object, _ := arrived.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(sent)) {
			paths = append(paths, lost(sent[name], object[name], strings.TrimPrefix(path+"."+name, "."))...)
		}
		return paths
	case []any:
		list, _ := arrived.([]any)
		if len(list) == len(sent) {
			for i := range sent {
				paths = append(paths, lost(sent[i], list[i], fmt.Sprintf("%s[%d]", path, i))...)
			}
			return paths
		}
	}
	if reflect.DeepEqual(sent, arrived) || isSameTime(sent, arrived) {
		return nil
	}
	return []string{path}
}

// isSameTime reports whether two JSON strings are the same time, in whatever precision.
func isSameTime(a, b any) bool {
	first, errFirst := time.Parse(time.RFC3339, fmt.Sprint(a))
	second, errSecond := time.Parse(time.RFC3339, fmt.Sprint(b))
	return errFirst == nil && errSecond == nil && first.Equal(second)
}

// asJSON marshals a value and decodes it without a type.
func asJSON(t *testing.T, v any) (data []byte, value any) {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	return data, value
}

// eachExample calls do with the first method of each operation, and with its example.
func eachExample(t *testing.T, do func(m apicalls.Method, e contract.Example)) {
	t.Helper()
	examples, err := specExamples()
	if err != nil {
		t.Fatal(err)
	}
	for id, m := range apicalls.ByOperation() {
		do(m, examples[id])
	}
}

// TestFields_Response sends each operation a response with every property of the spec. The JSON of the result must have
// all of them, and its log record nothing x-sensitive.
func TestFields_Response(t *testing.T) {
	t.Parallel()
	droppedBy := map[string][]string{} // methods by path
	eachExample(t, func(m apicalls.Method, e contract.Example) {
		s := bodySchema(e.Operation.Responses.Status(e.Status).Value.Content)
		if s == nil {
			return
		}
		sent := new(distinct).value(s)
		if object, ok := sent.(map[string]any); ok {
			object["id"] = apicalls.Documented().ID // Get refuses another customer
		}
		body, _ := asJSON(t, sent)
		client, _ := scripted(t, []step{bodyOf(e.Status, string(body))})
		result, err := m.Call(t.Context(), client, apicalls.Documented())
		if err != nil {
			t.Errorf("%s: %v", m.Name, err)
			return
		}
		_, got := asJSON(t, result)
		for _, path := range lost(sent, got, "") {
			if path = strings.TrimPrefix(path, "[0]."); !strings.Contains(path, "[1]") {
				droppedBy[path] = append(droppedBy[path], m.Name)
			}
		}
		element := reflect.ValueOf(result)
		if element.Kind() == reflect.Slice {
			element = element.Index(0)
		}
		if reflect.Indirect(element).Kind() != reflect.Struct {
			return // a bare string cannot have a LogValue
		}
		var record bytes.Buffer
		slog.New(slog.NewTextHandler(&record, nil)).Info("x", "v", element.Interface())
		if text := record.String(); strings.Contains(text, sensitivePrefix) {
			t.Errorf("slog writes x-sensitive fields of the %v of %s: add a LogValue in customers/log.go:\n%s",
				element.Type(), m.Name, text)
		}
	})
	for path, methods := range droppedBy {
		slices.Sort(methods)
		t.Errorf("%s of the response is dropped by %s: add the field in customers/types.go, and copy it in "+
			"customers/convert.go", path, strings.Join(methods, ", "))
	}
}

// TestFields_Request checks that the body of each operation has every property of the spec.
func TestFields_Request(t *testing.T) {
	t.Parallel()
	eachExample(t, func(m apicalls.Method, e contract.Example) {
		if e.Operation.RequestBody == nil {
			return
		}
		client, service := scripted(t, []step{ok})
		if _, err := m.Call(t.Context(), client, apicalls.Documented()); err != nil {
			t.Errorf("%s: %v", m.Name, err)
			return
		}
		var sent map[string]any
		if err := json.Unmarshal([]byte(service.body[0]), &sent); err != nil {
			t.Fatal(err)
		}
		for name := range bodySchema(e.Operation.RequestBody.Value.Content).Properties {
			if sent[name] == nil || sent[name] == "" {
				t.Errorf("the request of %s has no %s: add the field to the parameters in customers/types.go, copy it in "+
					"customers/convert.go, and set it in internal/apicalls/apicalls.go", m.Name, name)
			}
		}
	})
}

// TestFields_Sandbox seeds a customer with every property of the spec. The sandbox must store and send all of them.
func TestFields_Sandbox(t *testing.T) {
	t.Parallel()
	want := new(distinct).value(schema(t, "Customer"))
	data, _ := asJSON(t, map[string]any{"customers": []any{want}})
	seed, err := sandbox.ReadSeed(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("the sandbox does not store every field of a customer: add it to SeedCustomer in "+
			"internal/sandbox/seed.go: %v", err)
	}
	sb, err := sandbox.New(sandbox.Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	if err := sb.Seed(seed); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, customersRoute, nil)
	r.Header.Set("X-Api-Key", testKey)
	w := httptest.NewRecorder()
	sb.ServeHTTP(w, r)
	var list []any
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil || len(list) != 1 {
		t.Fatalf("the sandbox responds with %s", w.Body)
	}
	for _, path := range lost(want, list[0], "") {
		t.Errorf("internal/sandbox/record.go does not send %s of a customer", path)
	}
}

// TestFields_Write calls each operation that has a body. The response of the sandbox must have the fields of the
// request that the schema of the response has, too.
func TestFields_Write(t *testing.T) {
	t.Parallel()
	eachExample(t, func(m apicalls.Method, e contract.Example) {
		result := bodySchema(e.Operation.Responses.Status(e.Status).Value.Content)
		if e.Operation.RequestBody == nil || result == nil {
			return
		}
		srv := customerstest.NewServer(t)
		target := apicalls.Documented()
		srv.Seed(customers.Customer{ID: target.ID, ExternalID: target.ExternalID, Status: customers.StatusActive})
		target.ExternalID = "new"
		var info customers.ResponseInfo
		if _, err := m.Call(t.Context(), srv.Client(t), target, customers.WithResponseInfo(&info)); err != nil {
			t.Errorf("%s: %v", m.Name, err)
			return
		}
		var sent, got map[string]any
		if err := json.Unmarshal(srv.Requests()[0].Body, &sent); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(info.Body, &got); err != nil {
			t.Fatal(err)
		}
		for name := range sent {
			if result.Properties[name] != nil && len(lost(sent[name], got[name], name)) > 0 {
				t.Errorf("the sandbox ignores %s in the request of %s: set it in internal/sandbox/store.go", name, m.Name)
			}
		}
	})
}

// TestFields_Customerstest seeds a customer with every field, and gets it unchanged.
func TestFields_Customerstest(t *testing.T) {
	t.Parallel()
	data, _ := asJSON(t, new(distinct).value(schema(t, "Customer")))
	var want customers.Customer
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	srv := customerstest.NewServer(t)
	srv.Seed(want)
	got, err := srv.Client(t).Get(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("customer (-seeded +got):\n%s", diff)
	}
}
