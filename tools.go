//go:build tools

// The generator is pinned here, in go.mod, so that everyone who regenerates gets the same code.

package linksdk

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
