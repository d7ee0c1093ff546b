package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const contentTypeField = "Content-Type"

func contentTypeFault(content openapi3.Content, got string) Fault {
	want := strings.Join(slices.Sorted(maps.Keys(content)), " or ")
	if got == "" {
		return Fault{Field: contentTypeField, Message: fmt.Sprintf("is missing, should be %s", want)}
	}
	return Fault{Field: contentTypeField, Message: fmt.Sprintf("should be %s, not %.100q", want, got)}
}
