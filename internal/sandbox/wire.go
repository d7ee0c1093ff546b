package sandbox

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// timestamp is the layout of the documented samples: UTC with exactly three decimals, where time.Time's own JSON leaves
// out trailing zeros.
const timestamp = `"2006-01-02T15:04:05.000Z"`

var (
	errText = errors.New("is not valid UTF-8")
	errYear = errors.New("is not in the years 0 to 9999")
	errNoID = errors.New("id is missing")
)

// wire appends JSON without reflection, because load tests fill a sandbox with a million customers. Each prefix is
// punctuation and the name of a member. The first error stays.
type wire struct {
	data []byte
	err  error
}

func (w *wire) raw(prefix, value string) {
	w.data = append(append(w.data, prefix...), value...)
}

func (w *wire) text(prefix, value string) {
	data, err := jsontext.AppendQuote(append(w.data, prefix...), value)
	w.data = data
	if err != nil {
		w.fail(prefix, errText)
	}
}

func (w *wire) optionalText(prefix string, value *string) {
	if value != nil {
		w.text(prefix, *value)
	}
}

func (w *wire) time(prefix string, value time.Time) {
	value = moment(value)
	w.data = value.AppendFormat(append(w.data, prefix...), timestamp)
	if year := value.Year(); year < 0 || year > 9999 {
		w.fail(prefix, errYear)
	}
}

func (w *wire) optionalTime(prefix string, value *time.Time) {
	if value != nil {
		w.time(prefix, *value)
	}
}

// fail keeps the first error, with the name of its member.
func (w *wire) fail(prefix string, err error) {
	if w.err == nil {
		w.err = fmt.Errorf("%s %w", strings.Trim(prefix, `{,":`), err)
	}
}

func (w *wire) end(suffix string) (string, error) {
	return string(append(w.data, suffix...)), w.err
}
