//go:build tools

// This import pins the version of the generator in go.mod, so that every run generates the same code.

package linksdk

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
