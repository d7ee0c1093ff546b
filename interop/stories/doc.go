// Package stories tests that the story files agree with api/openapi.yaml. run.sh runs the files against the sandbox.
package stories
