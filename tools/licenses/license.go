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

// text is a license or notice file that must be distributed with the code.
type text struct {
	name, content string
}

// allowed lists the SPDX names of the permitted licenses.
func allowed() []string {
	return []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "ISC"}
}

var licenseFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// minPercent is how much of a license file must be known text. The rest is the line with the copyright holder.
const minPercent = 75

// read finds the license files of the module and checks their licenses.
func (d *dependency) read() error {
	files, err := os.ReadDir(d.Dir)
	if err != nil {
		return err
	}
	for _, file := range files {
		if file.IsDir() || !licenseFile.MatchString(file.Name()) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(d.Dir, file.Name()))
		if err != nil {
			return err
		}
		d.texts = append(d.texts, text{file.Name(), string(content)})
		if low := strings.ToLower(file.Name()); strings.HasPrefix(low, "notice") || strings.HasPrefix(low, "patents") {
			continue // not a license
		}
		if err := d.classify(file.Name(), content); err != nil {
			return err
		}
	}
	if len(d.kinds) == 0 {
		return fmt.Errorf("%s@%s: no license file, so nobody may use it; replace the module", d.Path, d.Version)
	}
	return nil
}

func (d *dependency) classify(name string, content []byte) error {
	scan := licensecheck.Scan(content)
	if scan.Percent < minPercent {
		return fmt.Errorf("%s@%s: %s is %.0f %% of a known license; read it, then replace the module or extend this program",
			d.Path, d.Version, name, scan.Percent)
	}
	for _, match := range scan.Match {
		if !slices.Contains(allowed(), match.ID) {
			return fmt.Errorf("%s@%s: the license in %s is %s, not one of %s; replace the module",
				d.Path, d.Version, name, match.ID, strings.Join(allowed(), ", "))
		}
		if !slices.Contains(d.kinds, match.ID) {
			d.kinds = append(d.kinds, match.ID)
		}
	}
	return nil
}
