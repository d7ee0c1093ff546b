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

// addressOf makes a URL of a directory, and leaves a URL alone.
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

// inspect reads the two indexes that tell whether there is a database, and says what it holds. The format is that of
// https://go.dev/doc/security/vuln/database.
func inspect(ctx context.Context, address string) (string, error) {
	var meta struct{ Modified time.Time }
	var modules []struct{ Path string }
	for endpoint, into := range map[string]any{"index/db": &meta, "index/modules": &modules} {
		if err := get(ctx, address, endpoint, into); err != nil {
			return "", fmt.Errorf("the database %s is out of reach, so nothing was checked: %w; "+
				"name another, or a copy of it, as in make vuln VULNDB=<url or directory>", address, err)
		}
	}
	if len(modules) == 0 {
		return "", fmt.Errorf("the database %s is empty, so nothing was checked", address)
	}
	return fmt.Sprintf("database %s of %s: %d modules", address, meta.Modified.Format(time.DateOnly), len(modules)), nil
}

// get reads one file of the database: compressed over HTTP, plain from a directory, as govulncheck does.
func get(ctx context.Context, address, endpoint string, into any) error {
	content, err := read(ctx, address, endpoint)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("%s.json is not what it should be: %w", endpoint, err)
	}
	return nil
}

func read(ctx context.Context, address, endpoint string) ([]byte, error) {
	if dir, ok := strings.CutPrefix(address, "file://"); ok {
		dir, err := url.PathUnescape(dir)
		if err != nil {
			return nil, err
		}
		return os.ReadFile(filepath.Join(filepath.FromSlash(dir), endpoint+".json")) //nolint:gosec // named by the caller
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
