package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/semver"
)

const (
	changelogFile = "CHANGELOG.md"
	specFile      = "api/openapi.yaml"
	plainSpecFile = "api/openapi-plain.yaml"
	baseline      = "tools/baseline"
)

// checkVersion checks that the version is valid and not the tag of another commit.
func checkVersion(ctx context.Context, r *release) (string, error) {
	if !semver.IsValid(r.version) || semver.Canonical(r.version) != r.version {
		return "", &problem{
			fmt.Sprintf("VERSION=%s", r.version), "not a valid Go module version",
			"use vMAJOR.MINOR.PATCH: make release-check VERSION=v0.1.0",
		}
	}
	if major := semver.Major(r.version); major != "v0" && major != "v1" {
		return "", &problem{
			"go.mod", fmt.Sprintf("the module path does not end in /%s", major),
			"a new major version needs a new module path: see https://go.dev/doc/modules/major-version",
		}
	}
	head, err := git(ctx, r.root, "rev-parse", "HEAD")
	if err != nil {
		return "", err
	}
	tagged, err := git(ctx, r.root, "rev-list", "-1", "--ignore-missing", "refs/tags/"+r.version)
	if err == nil && tagged != "" && tagged != head {
		return "", &problem{
			"tag " + r.version, "points to another commit: " + strings.TrimSpace(tagged),
			"use the next version, because module proxies never remove one",
		}
	}
	return r.version, nil
}

// checkCleanTree checks that everything is committed.
func checkCleanTree(ctx context.Context, r *release) (string, error) {
	status, err := git(ctx, r.root, "status", "--porcelain")
	if err != nil {
		return "", err
	}
	if status == "" {
		return "no uncommitted changes", nil
	}
	// Each line is two letters, a space and a path.
	first, rest, _ := strings.Cut(status, "\n")
	reason := "not committed"
	if n := strings.Count(rest, "\n"); n > 0 {
		reason = fmt.Sprintf("not committed, and %d more", n)
	}
	return "", &problem{first[3:], reason, "commit or remove it, because a tag contains only committed files"}
}

// entryHeading matches the heading of a version in the changelog: its number, and its date if there is one.
var entryHeading = regexp.MustCompile(`(?m)^## \[([^]]+)\](?: - (\d{4}-\d\d-\d\d))?\s*$`)

// checkChangelog checks that the changelog has a dated entry for the version that lists changes.
func checkChangelog(_ context.Context, r *release) (string, error) {
	text, err := os.ReadFile(filepath.Join(r.root, changelogFile))
	if err != nil {
		return "", err
	}
	number := strings.TrimPrefix(r.version, "v")
	headings := entryHeading.FindAllSubmatchIndex(text, -1)
	for i, h := range headings {
		if string(text[h[2]:h[3]]) != number {
			continue
		}
		if h[4] < 0 {
			return "", &problem{changelogFile, "the heading of " + number + " has no date", "append - YYYY-MM-DD"}
		}
		end := len(text)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		changes := strings.Count(string(text[h[1]:end]), "\n- ")
		if changes == 0 {
			return "", &problem{changelogFile, "the entry of " + number + " is empty", "list the changes that users notice"}
		}
		return fmt.Sprintf("%s, %s, %d changes", number, text[h[4]:h[5]], changes), nil
	}
	return "", &problem{
		changelogFile, "no heading ## [" + number + "]",
		"insert ## [" + number + "] - YYYY-MM-DD below ## [Unreleased]",
	}
}

// checkSpecVersion checks that info.version of the spec and of its plain variant is the version to release.
func checkSpecVersion(_ context.Context, r *release) (string, error) {
	number := strings.TrimPrefix(r.version, "v")
	for _, file := range []string{specFile, plainSpecFile} {
		remedy := "set it, then run make generate"
		if file == plainSpecFile {
			remedy = "run make generate"
		}
		text, err := os.ReadFile(filepath.Join(r.root, file)) //nolint:gosec // a file of the repository
		if err != nil {
			return "", &problem{file, err.Error(), remedy}
		}
		var spec struct {
			Info struct {
				Version string `yaml:"version"`
			} `yaml:"info"`
		}
		if err := yaml.Unmarshal(text, &spec); err != nil {
			return "", &problem{file, err.Error(), "run make spec-lint"}
		}
		if spec.Info.Version != number {
			return "", &problem{file, fmt.Sprintf("info.version is %q, not %q", spec.Info.Version, number), remedy}
		}
	}
	return "info.version is " + number, nil
}

// checkBaseline checks that the baseline is the spec to release, so that later changes are compared with it.
func checkBaseline(_ context.Context, r *release) (string, error) {
	remedy := fmt.Sprintf("run make baseline VERSION=%s, and commit", r.version)
	recorded, err := os.ReadFile(filepath.Join(r.root, baseline, "version"))
	if err != nil {
		return "", &problem{baseline, err.Error(), remedy}
	}
	if number := strings.TrimPrefix(r.version, "v"); strings.TrimSpace(string(recorded)) != number {
		return "", &problem{baseline, "is of " + strings.TrimSpace(string(recorded)), remedy}
	}
	same, err := sameContent(filepath.Join(r.root, baseline, "openapi.yaml"), filepath.Join(r.root, specFile))
	if err != nil {
		return "", err
	}
	if !same {
		return "", &problem{baseline, specFile + " has changed since", remedy}
	}
	return "is of " + r.version, nil
}

func sameContent(file, other string) (bool, error) {
	a, err := os.ReadFile(file) //nolint:gosec // a file of the repository
	if err != nil {
		return false, err
	}
	b, err := os.ReadFile(other) //nolint:gosec // a file of the repository
	return bytes.Equal(a, b), err
}

// checkExported checks that the baseline is the exported API to release. It compiles the packages, so it is not one of
// the preconditions.
func checkExported(ctx context.Context, r *release) (string, error) {
	report, err := run(ctx, r.root, nil, "sh", "tools/baseline.sh", "api")
	if err != nil {
		return "", err
	}
	for _, sign := range []string{"+", "-"} {
		if _, change, found := strings.Cut(report, "\n    "+sign+" "); found {
			line, _, _ := strings.Cut(change, "\n")
			return "", &problem{
				baseline, "the exported API has changed since: " + sign + " " + line,
				fmt.Sprintf("run make baseline VERSION=%s, and commit", r.version),
			}
		}
	}
	return "as in " + baseline, nil
}
