package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// progress reports the progress of the import.
type progress struct {
	out     io.Writer
	total   int
	counts  map[customers.Outcome]int
	bar     *progressbar.ProgressBar // nil without a terminal: then progress prints a line from time to time
	printed time.Time
}

const printEvery = 5 * time.Second

func newProgress(out io.Writer, terminal bool, total int) progress {
	p := progress{out: out, total: total, counts: map[customers.Outcome]int{}, printed: time.Now()}
	if terminal {
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(out),
			progressbar.OptionSetDescription("customers"),
			progressbar.OptionShowCount(),
			progressbar.OptionShowIts(),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionFullWidth(),
		)
	}
	return p
}

func (p *progress) add(outcome customers.Outcome) {
	p.counts[outcome]++
	if p.bar != nil {
		_ = p.bar.Add(1) // the import continues without a bar
		return
	}
	if time.Since(p.printed) >= printEvery {
		p.printed = time.Now()
		fmt.Fprintln(p.out, p)
	}
}

func (p *progress) close() {
	if p.bar != nil {
		fmt.Fprintln(p.out)
	}
	fmt.Fprintln(p.out, p)
}

// String returns a line such as "300 of 1000 rows: already exists 100, created 200".
func (p *progress) String() string {
	sum := 0
	parts := make([]string, 0, len(p.counts))
	for _, outcome := range slices.Sorted(maps.Keys(p.counts)) {
		sum += p.counts[outcome]
		parts = append(parts, fmt.Sprintf("%s %d", outcome, p.counts[outcome]))
	}
	return fmt.Sprintf("%d of %d rows: %s", sum, p.total, strings.Join(parts, ", "))
}
