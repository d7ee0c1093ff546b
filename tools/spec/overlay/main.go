// Command overlay applies an OpenAPI Overlay to a document: overlay document overlay output. It writes nothing if an
// action has no effect, because then the document no longer has what the overlay changes.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/pb33f/libopenapi"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stderr))
}

// run applies the overlay and returns the exit status.
func run(args []string, stderr io.Writer) int {
	if len(args) != 3 {
		fmt.Fprintln(stderr, "usage: overlay document overlay output") //nolint:errcheck // a closed stderr cannot be handled
		return 2
	}
	if err := apply(args[0], args[1], args[2]); err != nil {
		fmt.Fprintln(stderr, "overlay:", err) //nolint:errcheck // a closed stderr cannot be handled
		return 1
	}
	return 0
}

// apply writes the document with the overlay applied to it.
func apply(documentFile, overlayFile, output string) error {
	document, err := os.ReadFile(documentFile) //nolint:gosec // the user names the file
	if err != nil {
		return err
	}
	overlay, err := os.ReadFile(overlayFile) //nolint:gosec // the user names the file
	if err != nil {
		return err
	}
	result, err := libopenapi.ApplyOverlayFromBytesToSpecBytes(document, overlay)
	if err != nil {
		return fmt.Errorf("%s: %w", overlayFile, err)
	}
	problems := make([]error, 0, len(result.Warnings))
	for _, warning := range result.Warnings {
		problems = append(problems, fmt.Errorf("%s: target %s: %s", overlayFile, warning.Target, warning.Message))
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	header := "# Code generated from openapi.yaml and plain.overlay.yaml by tools/spec/overlay; DO NOT EDIT.\n"
	return os.WriteFile(output, append([]byte(header), result.Bytes...), 0o644) //nolint:gosec // everybody may read it
}
