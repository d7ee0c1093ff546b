package contract

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRequest_Valid(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                              string
		method, target, contentType, body string
	}{
		{"charset", http.MethodPut, customersPath + "/customer-id", "application/json; charset=utf-8", `{"status":"active"}`},
		{"upper case type", http.MethodPut, customersPath + "/customer-id", "Application/JSON", `{"status":"active"}`},
		{"unknown member", http.MethodPut, customersPath + "/customer-id", jsonType, `{"status":"active","more":1}`},
		{"content type without a body", http.MethodGet, customersPath, jsonType, ""},
	}
	v := newTestValidator(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRequest(test.method, test.target, test.body)
			r.Header.Set("Content-Type", test.contentType)
			if err := v.Request(r); err != nil {
				t.Errorf("Request() = %v", err)
			}
			if got := readAll(t, r.Body); got != test.body {
				t.Errorf("the next handler reads %q, want %q", got, test.body)
			}
		})
	}
}

// TestRequest_Examples checks the example of each operation.
func TestRequest_Examples(t *testing.T) {
	t.Parallel()
	v := newTestValidator(t)
	for _, e := range newExamples(t) {
		if err := v.Request(newRequest(e.Method, e.Path, e.Request)); err != nil {
			t.Errorf("%s: Request() = %v", e.OperationID, err)
		}
	}
}

func TestRequest_Invalid(t *testing.T) {
	t.Parallel()
	const oneOf = "must be one of the following values: active, inactive"
	create := func(body string) *http.Request { return newRequest(http.MethodPost, customersPath, body) }
	typed := func(contentType string) *http.Request {
		r := create(`{"externalId":"x","status":"active"}`)
		r.Header.Set("Content-Type", contentType)
		return r
	}
	tests := []struct {
		name    string
		request *http.Request
		status  int
		want    []Problem
	}{
		{"empty externalId", create(`{"externalId":"","status":"active"}`), 400, []Problem{
			{"externalId", "should not be empty"},
		}},
		{"every field", create(`{"externalId":1,"status":"sleeping"}`), 400, []Problem{
			{"externalId", "must be a string"}, {"status", oneOf},
		}},
		{"empty object", create(`{}`), 400, []Problem{{"externalId", "is missing"}, {"status", "is missing"}}},
		{"null fields", create(`{"externalId":null,"status":null}`), 400, []Problem{
			{"externalId", "should not be null"}, {"status", oneOf},
		}},
		{"status of the wrong type", create(`{"externalId":"x","status":true}`), 400, []Problem{{"status", oneOf}}},
		{"name in another case", create(`{"EXTERNALID":"x","status":"active"}`), 400, []Problem{{"externalId", "is missing"}}},
		{"an array", create(`[]`), 400, []Problem{{"body", "must be an object"}}},
		{"null", create(`null`), 400, []Problem{{"body", "should not be null"}}},
		{"no body", create(""), 400, []Problem{{"body", "is missing"}}},
		{"invalid JSON", create(`externalId=x`), 400, []Problem{
			{"body", "is not valid JSON: invalid character 'e' at start of value"},
		}},
		{"truncated", create(`{"externalId":"x"`), 400, []Problem{{"body", "is not valid JSON: unexpected end of input"}}},
		{"trailing data", create(`{"externalId":"x","status":"active"}{}`), 400, []Problem{
			{"body", "is not valid JSON: invalid character '{' after top-level value after offset 36"},
		}},
		{"duplicate member", create(`{"externalId":"x","externalId":"y","status":"active"}`), 400, []Problem{
			{"body", `is not valid JSON: duplicate object member name "externalId"`},
		}},
		{"invalid UTF-8", create("{\"externalId\":\"\xff\",\"status\":\"active\"}"), 400, []Problem{
			{"body", `is not valid JSON: invalid UTF-8 within "/externalId" after offset 15`},
		}},
		{"text", typed("text/plain"), 415, []Problem{{"Content-Type", `should be application/json, not "text/plain"`}}},
		{"patch", typed("application/merge-patch+json"), 415, []Problem{
			{"Content-Type", `should be application/json, not "application/merge-patch+json"`},
		}},
		{"no content type", typed(""), 415, []Problem{{"Content-Type", "is missing, should be application/json"}}},
		{"body of a get", newRequest(http.MethodGet, customersPath, `{}`), 400, []Problem{{"body", "should be empty"}}},
		{"query and body", newRequest(http.MethodPut, customersPath+"/x?b=1&a=2", `{}`), 400, []Problem{
			{`query parameter "a"`, "is not in the spec"},
			{`query parameter "b"`, "is not in the spec"},
			{"status", "is missing"},
		}},
	}
	v := newTestValidator(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			violation := asViolation(t, v.Request(test.request))
			if violation.Status != test.status {
				t.Errorf("status = %d, want %d", violation.Status, test.status)
			}
			if diff := cmp.Diff(test.want, violation.Problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRequest_ErrorText(t *testing.T) {
	t.Parallel()
	err := newTestValidator(t).Request(newRequest(http.MethodPost, customersPath, `{"externalId":""}`))
	want := "createCustomer request: externalId should not be empty; status is missing"
	if got := asViolation(t, err).Error(); got != want {
		t.Errorf("Request() = %q, want %q", got, want)
	}
}

func TestRequest_PathParameter(t *testing.T) {
	t.Parallel()
	const example = "\n      example: customer-id"
	v, err := newValidator(edited(t, "minLength: 1"+example, "minLength: 3"+example))
	if err != nil {
		t.Fatalf("newValidator() = %v", err)
	}
	violation := asViolation(t, v.Request(newRequest(http.MethodGet, customersPath+"/ab", "")))
	if diff := cmp.Diff([]Problem{{"id", "minimum string length is 3"}}, violation.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func BenchmarkRequest(b *testing.B) {
	v := newTestValidator(b)
	b.Run("get", func(b *testing.B) {
		r := newRequest(http.MethodGet, customersPath+"/customer-id", "")
		b.ReportAllocs()
		for b.Loop() {
			if err := v.Request(r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("create", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r := newRequest(http.MethodPost, customersPath, `{"externalId":"customer-ext-001","status":"active"}`)
			if err := v.Request(r); err != nil {
				b.Fatal(err)
			}
		}
	})
}
