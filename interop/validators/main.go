// Command validators checks with libopenapi-validator that it accepts the spec and the recorded exchanges, and refuses
// the invalid ones.
//
//	validators spec exchanges
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

type exchange struct {
	Request struct {
		Valid        bool
		Method, Path string
		Headers      map[string]string
		Body         json.RawMessage
	}
	Response struct {
		Valid   bool
		Status  int
		Headers map[string]string
		Body    string
	}
}

func main() {
	log.SetFlags(0)
	spec, err := os.ReadFile(os.Args[1])
	check(err)
	document, err := libopenapi.NewDocument(spec)
	check(err)
	validate, errs := validator.NewValidator(document)
	for _, err := range errs {
		check(err)
	}
	if valid, problems := validate.ValidateDocument(); !valid {
		log.Fatal("libopenapi-validator: the spec is invalid: ", problems)
	}
	file, err := os.Open(os.Args[2])
	check(err)
	total, failures := 0, 0
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var e exchange
		check(json.Unmarshal(lines.Bytes(), &e))
		request, response := e.messages()
		_, problems := validate.ValidateHttpRequest(request)
		if e.Request.Valid != (len(problems) == 0) {
			fmt.Fprintln(os.Stderr, "request", request.Method, request.URL, problems)
			failures++
		}
		_, problems = validate.ValidateHttpResponse(request, response)
		if e.Response.Valid != (len(problems) == 0) {
			fmt.Fprintln(os.Stderr, "response", request.Method, request.URL, response.StatusCode, problems)
			failures++
		}
		total++
	}
	check(lines.Err())
	fmt.Printf("libopenapi-validator: %d exchanges, %d failures\n", total, failures)
	if failures > 0 {
		os.Exit(1)
	}
}

func (e exchange) messages() (*http.Request, *http.Response) {
	body := []byte(e.Request.Body)
	if string(body) == "null" {
		body = nil
	}
	request, err := http.NewRequest(e.Request.Method, "https://api.ledgerlink.ai"+e.Request.Path, bytes.NewReader(body))
	check(err)
	for name, value := range e.Request.Headers {
		request.Header.Set(name, value)
	}
	response := &http.Response{StatusCode: e.Response.Status, Header: http.Header{}, Request: request}
	for name, value := range e.Response.Headers {
		response.Header.Set(name, value)
	}
	response.Body = io.NopCloser(strings.NewReader(e.Response.Body))
	return request, response
}

func check(err error) {
	if err != nil {
		log.Fatal("validators: ", err)
	}
}
