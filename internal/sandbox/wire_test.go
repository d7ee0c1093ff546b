package sandbox

import (
	"testing"
	"time"
)

func TestWire(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.April, 2, 9, 0, 0, 120_000_000, time.UTC)
	tests := []struct {
		name  string
		write func(*wire)
		want  string
		err   string
	}{
		{"raw", func(w *wire) { w.raw(`{"a":`, `[1]`) }, `{"a":[1]`, ""},
		{"text", func(w *wire) { w.text(`,"a":`, `"<ü>\`) }, `,"a":"\"<ü>\\"`, ""},
		{"no optional text", func(w *wire) { w.optionalText(`,"a":`, nil) }, ``, ""},
		{"empty optional text", func(w *wire) { w.optionalText(`,"a":`, new("")) }, `,"a":""`, ""},
		{"time", func(w *wire) { w.time(`,"a":`, at) }, `,"a":"2026-04-02T09:00:00.120Z"`, ""},
		{
			"time of another zone", func(w *wire) { w.time(`,"a":`, at.In(time.FixedZone("", 3600))) },
			`,"a":"2026-04-02T09:00:00.120Z"`, "",
		},
		{"no optional time", func(w *wire) { w.optionalTime(`,"a":`, nil) }, ``, ""},
		{"optional time", func(w *wire) { w.optionalTime(`,"a":`, &at) }, `,"a":"2026-04-02T09:00:00.120Z"`, ""},
		{"not UTF-8", func(w *wire) { w.text(`{"a":`, "\xff") }, "", "a is not valid UTF-8"},
		{"year", func(w *wire) { w.time(`,"a":`, at.AddDate(9000, 0, 0)) }, "", "a is not in the years 0 to 9999"},
		{"first error stays", func(w *wire) { w.text(`{"a":`, "\xff"); w.text(`,"b":`, "\xff") }, "", "a is not valid UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var w wire
			test.write(&w)
			got, err := w.end("")
			if test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Errorf("error = %v, want %q", err, test.err)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("wrote %s, %v, want %s", got, err, test.want)
			}
		})
	}
}
