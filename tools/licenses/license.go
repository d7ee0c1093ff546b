package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// A text is one file that has to travel with the code.
type text struct {
	name, content string
}

// allowed are the licences that a bank's lawyers have no question about.
func allowed() []string {
	return []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "ISC"}
}

var legal = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// covered is how much of a licence's file must be a known text; what remains is the line with the holder.
const covered = 75

// read finds the module's licences and their texts.
func (d *dependency) read() error {
	files, err := os.ReadDir(d.Dir)
	if err != nil {
		return err
	}
	for _, file := range files {
		if file.IsDir() || !legal.MatchString(file.Name()) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(d.Dir, file.Name()))
		if err != nil {
			return err
		}
		d.texts = append(d.texts, text{file.Name(), string(content)})
		if low := strings.ToLower(file.Name()); strings.HasPrefix(low, "notice") || strings.HasPrefix(low, "patents") {
			continue // grants nothing less than the licence does
		}
		if err := d.classify(file.Name(), content); err != nil {
			return err
		}
	}
	if len(d.kinds) == 0 {
		return fmt.Errorf("%s@%s: no licence file; without one nobody may use it: replace the module", d.Path, d.Version)
	}
	return nil
}

func (d *dependency) classify(name string, content []byte) error {
	scan := licensecheck.Scan(content)
	if scan.Percent < covered {
		return fmt.Errorf("%s@%s: %s is %.0f %% of a known licence; read it, and replace the module or teach this program",
			d.Path, d.Version, name, scan.Percent)
	}
	for _, match := range scan.Match {
		if !slices.Contains(allowed(), match.ID) {
			return fmt.Errorf("%s@%s: %s is %s, which is none of %s; replace the module",
				d.Path, d.Version, name, match.ID, strings.Join(allowed(), ", "))
		}
		if !slices.Contains(d.kinds, match.ID) {
			d.kinds = append(d.kinds, match.ID)
		}
	}
	return nil
}
