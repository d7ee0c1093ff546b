package sandbox

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// ReadSeed reads a seed in JSON. It is strict: a field that a seed does not have, a value that a sandbox could not
// hold, and anything after the seed are errors, which name the place: customers[3].externalId.
func ReadSeed(r io.Reader) (Seed, error) {
	var seed Seed
	if err := json.UnmarshalRead(r, &seed, json.RejectUnknownMembers(true)); err != nil {
		return Seed{}, fmt.Errorf("seed: %w", readable(err))
	}
	trial := newStore(Config{ParticipantID: "trial", Now: time.Now, NewID: uuid.NewString})
	if err := trial.seed(seed); err != nil {
		return Seed{}, fmt.Errorf("seed: %w", err)
	}
	return seed, nil
}

// readable puts a decoding error into words that need no knowledge of Go.
func readable(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic):
		field := contract.FieldName(slices.Collect(semantic.JSONPointer.Tokens()), "the seed")
		switch {
		case errors.Is(err, json.ErrUnknownName):
			return fmt.Errorf("%s is not a field of a seed", field)
		case semantic.Err != nil:
			return fmt.Errorf("%s is not valid: %w", field, semantic.Err)
		default:
			return fmt.Errorf("%s is of the wrong type", field)
		}
	case errors.As(err, &syntactic):
		return fmt.Errorf("not valid JSON: %s", strings.TrimPrefix(err.Error(), "jsontext: "))
	default:
		return err
	}
}
