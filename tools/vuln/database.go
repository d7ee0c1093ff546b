package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// addressOf returns a URL unchanged, and the file URL of a directory.
func addressOf(db string) (string, error) {
	if strings.Contains(db, "://") {
		return strings.TrimRight(db, "/"), nil
	}
	dir, err := filepath.Abs(db)
	if err != nil {
		return "", err
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}).String(), nil
}

// maxAge is the age from which a database is refused: it lacks the vulnerabilities that were found since.
const maxAge = 30 * 24 * time.Hour

// describe reads the indexes of the database and returns its address, date and size, or an error if the database is
// unavailable, empty or too old. https://go.dev/doc/security/vuln/database documents the format.
func describe(ctx context.Context, address string, now time.Time) (string, error) {
	var meta struct{ Modified time.Time }
	var modules []struct{ Path string }
	for endpoint, target := range map[string]any{"index/db": &meta, "index/modules": &modules} {
		if err := get(ctx, address, endpoint, target); err != nil {
			return "", fmt.Errorf("the database %s is unavailable, so nothing was checked: %w; "+
				"use another database or a copy: make vuln VULNDB=<url or directory>", address, err)
		}
	}
	if len(modules) == 0 {
		return "", fmt.Errorf("the database %s is empty, so nothing was checked", address)
	}
	if age := now.Sub(meta.Modified); age > maxAge {
		return "", fmt.Errorf("the database %s was modified %d days ago, so newer vulnerabilities are missing; "+
			"use one of the last 30 days", address, age/(24*time.Hour))
	}
	date := meta.Modified.Format(time.DateOnly)
	return fmt.Sprintf("database %s, modified %s: %d modules", address, date, len(modules)), nil
}

// get reads and decodes one file of the database.
func get(ctx context.Context, address, endpoint string, target any) error {
	content, err := read(ctx, address, endpoint)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, target); err != nil {
		return fmt.Errorf("%s.json is invalid: %w", endpoint, err)
	}
	return nil
}

// read reads one file of the database. Over HTTP it is compressed.
func read(ctx context.Context, address, endpoint string) ([]byte, error) {
	if dir, ok := strings.CutPrefix(address, "file://"); ok {
		dir, err := url.PathUnescape(dir)
		if err != nil {
			return nil, err
		}
		return os.ReadFile(filepath.Join(filepath.FromSlash(dir), endpoint+".json")) //nolint:gosec // the caller's directory
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/"+endpoint+".json.gz", http.NoBody)
	if err != nil {
		return nil, err
	}
	client := http.Client{Timeout: time.Minute}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", request.URL, response.Status)
	}
	content, err := gzip.NewReader(response.Body)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(content)
}
