package main

import (
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
)

func versionIsNew(ctx context.Context, r *release) (string, error) {
	if !semver.IsValid(r.version) || semver.Canonical(r.version) != r.version {
		return "", &problem{
			fmt.Sprintf("VERSION=%s", r.version), "not a version that Go accepts",
			"write it as vMAJOR.MINOR.PATCH, as in make release-check VERSION=v0.1.0",
		}
	}
	if major := semver.Major(r.version); major != "v0" && major != "v1" {
		return "", &problem{
			"go.mod", fmt.Sprintf("the module path does not end in /%s", major),
			"a new major version is a new module path: see https://go.dev/doc/modules/major-version",
		}
	}
	head, err := git(ctx, r.root, "rev-parse", "HEAD")
	if err != nil {
		return "", err
	}
	tagged, err := git(ctx, r.root, "rev-list", "-1", "--ignore-missing", "refs/tags/"+r.version)
	if err == nil && tagged != "" && tagged != head {
		return "", &problem{
			"tag " + r.version, "is on another commit: " + strings.TrimSpace(tagged),
			"choose the next version; proxies never forget one",
		}
	}
	return r.version, nil
}

func treeIsClean(ctx context.Context, r *release) (string, error) {
	status, err := git(ctx, r.root, "status", "--porcelain")
	if err != nil {
		return "", err
	}
	if status == "" {
		return "nothing but what is committed", nil
	}
	// Each line is two letters, a space and a path.
	first, more, _ := strings.Cut(status, "\n")
	reason := "not committed"
	if n := strings.Count(more, "\n"); n > 0 {
		reason = fmt.Sprintf("not committed, and %d more", n)
	}
	return "", &problem{first[3:], reason, "commit or remove it: a tag holds only what is committed"}
}

// entry is one version of the changelog: the heading's date, then everything up to the next version.
var entry = regexp.MustCompile(`(?m)^## \[([^]]+)\](?: - (\d{4}-\d\d-\d\d))?\s*$`)

func changelogHasEntry(_ context.Context, r *release) (string, error) {
	text, err := os.ReadFile(filepath.Join(r.root, changelogFile))
	if err != nil {
		return "", err
	}
	number := strings.TrimPrefix(r.version, "v")
	headings := entry.FindAllSubmatchIndex(text, -1)
	for i, h := range headings {
		if string(text[h[2]:h[3]]) != number {
			continue
		}
		if h[4] < 0 {
			return "", &problem{changelogFile, "the heading of " + number + " has no date", "end it with - YYYY-MM-DD"}
		}
		end := len(text)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		changes := strings.Count(string(text[h[1]:end]), "\n- ")
		if changes == 0 {
			return "", &problem{changelogFile, "the entry of " + number + " is empty", "list what users will notice"}
		}
		return fmt.Sprintf("%s of %s, %d changes", number, text[h[4]:h[5]], changes), nil
	}
	return "", &problem{
		changelogFile, "no heading ## [" + number + "]",
		"put what is under [Unreleased] below ## [" + number + "] - YYYY-MM-DD",
	}
}

func specAgrees(_ context.Context, r *release) (string, error) {
	text, err := os.ReadFile(filepath.Join(r.root, specFile))
	if err != nil {
		return "", err
	}
	var spec struct {
		Info struct {
			Version string `yaml:"version"`
		} `yaml:"info"`
	}
	if err := yaml.Unmarshal(text, &spec); err != nil {
		return "", &problem{specFile, err.Error(), "run make spec"}
	}
	if number := strings.TrimPrefix(r.version, "v"); spec.Info.Version != number {
		return "", &problem{
			specFile, fmt.Sprintf("info.version is %q, not %q", spec.Info.Version, number),
			"set it, then run make generate",
		}
	}
	return "info.version is " + spec.Info.Version, nil
}
