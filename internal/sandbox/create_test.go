package sandbox

import (
	"net/http"
	"strings"
	"testing"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{Now: newClock().tell, NewID: numbered()})
	want := `{"id":"id-1","externalId":"ü \"<&>\u0001","status":"inactive","participantId":"participant-123",` +
		`"accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`
	f.do(t, http.MethodPost, customersPath, `{"externalId":"ü \"<&>\u0001","status":"inactive","more":[1]}`).
		want(t, http.StatusCreated, want)
	f.do(t, http.MethodGet, customersPath+"/id-1", "").want(t, http.StatusOK, want)
}

func TestCreateBindsWhatWasValidated(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{})
	got := f.do(t, http.MethodPost, customersPath, `{"externalId":"right","EXTERNALID":"","status":"active"}`)
	if got.status != http.StatusCreated || !strings.Contains(got.body, `"externalId":"right"`) {
		t.Errorf("answer is %d %s, want the externalId that was validated", got.status, got.body)
	}
}

func TestCreateRefusesATakenExternalID(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	const body = `{"externalId":"customer-ext-001","status":"active"}`
	f.do(t, http.MethodPost, customersPath, body).want(t, http.StatusConflict,
		`{"statusCode":409,"message":"A customer with this externalId exists","error":"Conflict"}`)
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]")
	f.do(t, http.MethodDelete, customersPath+"/customer-id", "")
	if got := f.do(t, http.MethodPost, customersPath, body); got.status != http.StatusCreated {
		t.Errorf("after the delete the answer is %d %s, want 201", got.status, got.body)
	}
}

func TestCreateWithABadNewID(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"taken": "customer-id", "empty": "", "not UTF-8": "\xff"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, Config{NewID: func() string { return id }})
			if err := f.Seed(DocumentedSeed()); err != nil {
				t.Fatal(err)
			}
			f.do(t, http.MethodPost, customersPath, `{"externalId":"x","status":"active"}`).
				want(t, http.StatusInternalServerError, `{"statusCode":500,"message":"Internal server error"}`)
			f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]")
		})
	}
}
