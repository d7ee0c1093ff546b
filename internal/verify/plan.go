package verify

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/google/uuid"
)

// The steps of the plan, in order, and those of the clean-up.
const (
	stepList             = "list"
	stepGet              = "get"
	stepAddresses        = "addresses"
	stepUnknown          = "get an unknown id"
	stepUnknownAddresses = "addresses of an unknown id"
	stepEscaped          = "get an id with a space"
	stepWrongKey         = "get with a wrong key"
	stepNoKey            = "get without a key"
	stepHead             = "HEAD of an unknown id"
	stepOptions          = "OPTIONS of an unknown id"
	stepCreate           = "create"
	stepDuplicate        = "create a duplicate"
	stepBadStatus        = "create with an unknown status"
	stepEmpty            = "create with an empty external ID"
	stepUnknownMember    = "create with an unknown member"
	stepSecond           = "create a second customer"
	stepRepeated         = "repeat with the same Idempotency-Key"
	stepGetCreated       = "get the created customer"
	stepDeactivate       = "update to inactive"
	stepActivate         = "update to active"
	stepBadUpdate        = "update to an unknown status"
	stepNoAddresses      = "addresses of the created customer"
	stepListAfter        = "list after the create"
	stepDelete           = "delete"
	stepGetDeleted       = "get after the delete"
	stepDeleteAgain      = "delete again"
	stepFind             = "clean up: find"
	stepCleanUp          = "clean up: delete"
)

const (
	externalIDPrefix = "link-verify-"
	emptyExternalID  = "(empty)" // stands for "" in call.creates
	unknownStatus    = "link-verify-status"
)

// plan sends the requests of a run. After the first error it sends no more.
type plan struct {
	*session
	err error
}

// runPlan sends the requests and returns why it ended early, or nil.
func (s *session) runPlan(ctx context.Context) error {
	p := &plan{session: s}
	p.contact(ctx)
	p.read(ctx)
	if s.cfg.Write {
		p.write(ctx)
	}
	return p.err
}

// do sends a request, unless the plan has ended or ids are missing. It returns nil if nothing was sent.
func (p *plan) do(ctx context.Context, c call) *exchange {
	if p.err != nil {
		return nil
	}
	e, err := p.send(ctx, c)
	p.err = err
	return e
}

// contact sends the list with each header that may carry the key, until one is accepted.
func (p *plan) contact(ctx context.Context) {
	headers := append([]string{defaultKeyHeader}, p.cfg.KeyHeaders...)
	var e *exchange
	for _, header := range headers {
		p.keyHeader = http.CanonicalHeaderKey(header)
		e = p.do(ctx, call{step: stepList, method: http.MethodGet})
		if p.err != nil {
			p.err = nothingf("%v", p.err)
			return
		}
		if e.status != http.StatusUnauthorized && e.status != http.StatusForbidden {
			break
		}
	}
	p.err = contactProblem(e, headers)
}

// contactProblem returns why the service is not worth further requests, or nil.
func contactProblem(e *exchange, headers []string) error {
	switch {
	case e.status/100 == 3:
		return stopf("the service redirects the list of customers (%d): check the base URL", e.status)
	case e.failure != "" && e.status == 0:
		return nothingf("the service cannot be reached: %s", e.failure)
	case e.failure != "":
		return nothingf("the list of customers could not be read: %s", e.failure)
	case e.status == http.StatusUnauthorized || e.status == http.StatusForbidden:
		return nothingf("the service refuses the key with %d in %s: check the key, or name its header with -key-header",
			e.status, strings.Join(headers, ", "))
	case e.status == http.StatusTooManyRequests:
		return nothingf("the rate limit of the key is exceeded")
	case e.status == http.StatusNotFound:
		return nothingf("this is not an Account Manager, or the base URL has a wrong path: GET %s is 404", customersPath)
	case e.success() && e.isHTML():
		return nothingf("this is not an Account Manager: GET %s is an HTML page", customersPath)
	case !e.success():
		return nothingf("the service refuses the list of customers: GET %s is %d", customersPath, e.status)
	}
	return nil
}

// read sends the requests that change nothing.
func (p *plan) read(ctx context.Context) {
	identity := map[string]string{"Accept-Encoding": "identity"}
	listed := ""
	if list := p.of(stepList); list != nil && len(list.objects()) > 0 {
		listed = textOf(list.objects()[0], "id")
	}
	if listed != "" {
		p.do(ctx, call{step: stepGet, method: http.MethodGet, id: listed})
		p.do(ctx, call{step: stepAddresses, method: http.MethodGet, id: listed, addresses: true, header: identity})
	}
	unknown := p.unknownID(listed)
	p.do(ctx, call{step: stepUnknown, method: http.MethodGet, id: unknown, header: identity})
	p.do(ctx, call{step: stepUnknownAddresses, method: http.MethodGet, id: unknown, addresses: true})
	p.do(ctx, call{step: stepEscaped, method: http.MethodGet, id: "link verify " + p.random})
	p.do(ctx, call{step: stepWrongKey, method: http.MethodGet, id: unknown, key: withWrongKey})
	p.do(ctx, call{step: stepNoKey, method: http.MethodGet, id: unknown, key: withoutKey})
	p.do(ctx, call{step: stepHead, method: http.MethodHead, id: unknown, invalid: true})
	p.do(ctx, call{step: stepOptions, method: http.MethodOptions, id: unknown, invalid: true})
}

// unknownID returns an id that does not exist, in the form of those that do: a service may refuse any other form.
func (p *plan) unknownID(listed string) string {
	if _, err := uuid.Parse(listed); err == nil {
		return uuid.NewString()
	}
	if regexp.MustCompile(`^[1-9]\d{0,14}$`).MatchString(listed) {
		return strings.Repeat("9", len(listed)+1)
	}
	return externalIDPrefix + p.random
}

// write sends the life of two customers of its own, and creates that the service should refuse.
func (p *plan) write(ctx context.Context) {
	first := p.create(ctx, stepCreate, "1", `"status":"active"`, nil)
	if first != nil && !first.success() {
		p.err = writeProblem(first)
	}
	p.create(ctx, stepDuplicate, "1", `"status":"active"`, nil)
	p.create(ctx, stepBadStatus, "2", `"status":"`+unknownStatus+`"`, nil)
	p.do(ctx, call{
		step: stepEmpty, method: http.MethodPost, body: `{"externalId":"","status":"active"}`,
		creates: emptyExternalID, invalid: true,
	})
	second := p.createSecond(ctx)
	if id := first.text("id"); id != "" {
		p.update(ctx, id)
	}
	p.do(ctx, call{step: stepListAfter, method: http.MethodGet})
	if id := second.text("id"); id != "" {
		p.do(ctx, call{step: stepDelete, method: http.MethodDelete, id: id})
		p.do(ctx, call{step: stepGetDeleted, method: http.MethodGet, id: id})
		p.do(ctx, call{step: stepDeleteAgain, method: http.MethodDelete, id: id})
	}
}

// writeProblem returns why a run that cannot create a customer ends.
func writeProblem(e *exchange) error {
	switch e.status {
	case http.StatusForbidden, http.StatusUnauthorized:
		return stopf("the key does not permit writes: create is %d, so -write could not be checked", e.status)
	case 0:
		return stopf("the create of a customer has no response: %s", e.failure)
	}
	return stopf("the service refuses a create that the spec allows with %d, so -write could not be checked", e.status)
}

// externalID returns an external ID of this run.
func (s *session) externalID(number string) string { return externalIDPrefix + number + s.random }

// create sends a create. members are the members of the body after the external ID.
func (p *plan) create(ctx context.Context, step, number, members string, header map[string]string) *exchange {
	externalID := p.externalID(number)
	return p.do(ctx, call{
		step: step, method: http.MethodPost, header: header, creates: externalID,
		invalid: strings.Contains(members, unknownStatus),
		body:    fmt.Sprintf(`{"externalId":%q,%s}`, externalID, members),
	})
}

// createSecond creates the second customer, with an unknown member if the service accepts one, and repeats the request
// with the same Idempotency-Key.
func (p *plan) createSecond(ctx context.Context) *exchange {
	header := map[string]string{"Idempotency-Key": externalIDPrefix + p.random}
	members := `"status":"active","linkVerify":true`
	second := p.create(ctx, stepUnknownMember, "3", members, header)
	if second.refused() {
		members = `"status":"active"`
		second = p.create(ctx, stepSecond, "3", members, header)
	}
	if second.success() {
		p.create(ctx, stepRepeated, "3", members, header)
	}
	return second
}

// update sends the requests about the first customer.
func (p *plan) update(ctx context.Context, id string) {
	p.do(ctx, call{step: stepGetCreated, method: http.MethodGet, id: id})
	for _, update := range []struct{ step, status string }{
		{stepDeactivate, "inactive"}, {stepActivate, "active"}, {stepBadUpdate, unknownStatus},
	} {
		p.do(ctx, call{
			step: update.step, method: http.MethodPut, id: id, body: `{"status":"` + update.status + `"}`,
			invalid: update.status == unknownStatus,
		})
	}
	p.do(ctx, call{step: stepNoAddresses, method: http.MethodGet, id: id, addresses: true})
}

// redirectsElsewhere reports whether a Location is at another origin than the base URL.
func (s *session) redirectsElsewhere(location string) bool {
	target, err := s.base.Parse(location)
	return err != nil || !strings.EqualFold(target.Host, s.base.Host) || target.Scheme != s.base.Scheme
}
