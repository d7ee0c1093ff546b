package verify

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// shorten returns at most the last four characters of an identifier, and at most half of it.
func shorten(id string) string {
	if id == "" || id == emptyExternalID {
		return emptyExternalID
	}
	runes := []rune(id)
	return "…" + string(runes[len(runes)-min(4, len(runes)/2):])
}

// safeName matches the names of members that can be shown. Any other name may be an identifier, because an object can
// be a map by customer.
var safeName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][A-Za-z_]{0,31}$`) })

// Bounds of a shape.
const (
	maxShapeDepth   = 6
	maxShapeMembers = 40
	maxShapeKinds   = 3
)

// shape describes a body by the names and kinds of its JSON values.
func shape(e *exchange) string {
	var value any
	switch {
	case len(e.body) == 0:
		return "empty"
	case json.Unmarshal(e.body, &value, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) == nil:
		return shapeOf(value, 0)
	case e.isHTML():
		return "HTML"
	}
	return "neither JSON nor HTML"
}

func shapeOf(value any, depth int) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		if depth == maxShapeDepth {
			return "[…]"
		}
		return "[" + elementShapes(value, depth+1) + "]"
	case map[string]any:
		if depth == maxShapeDepth {
			return "{…}"
		}
		return "{" + memberShapes(value, depth+1) + "}"
	}
	return "unknown"
}

// elementShapes lists the different shapes of the elements.
func elementShapes(list []any, depth int) string {
	shapes := make([]string, 0, len(list))
	for _, element := range list {
		shapes = append(shapes, shapeOf(element, depth))
	}
	slices.Sort(shapes)
	shapes = slices.Compact(shapes)
	if len(shapes) > maxShapeKinds {
		shapes = append(shapes[:maxShapeKinds], "…")
	}
	return strings.Join(shapes, " | ")
}

func memberShapes(object map[string]any, depth int) string {
	var members []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		member := shapeOf(object[name], depth)
		if safeName().MatchString(name) {
			member = name + ": " + member
		} else {
			member = "(name): " + member
		}
		if !slices.Contains(members, member) {
			members = append(members, member)
		}
	}
	if len(members) > maxShapeMembers {
		members = append(members[:maxShapeMembers], "…")
	}
	return strings.Join(members, ", ")
}

// describe returns a violation without values: the field without the positions in lists, and the message if it is one
// that cannot repeat a part of the body.
func describe(problem contract.Problem) string {
	field := regexp.MustCompile(`\[\d+\]`).ReplaceAllString(problem.Field, "[]")
	isHeader := field == "Content-Type" || field == "Retry-After" || strings.HasPrefix(field, limitHeader)
	for segment := range strings.SplitSeq(field, ".") {
		if name := strings.ReplaceAll(segment, "[]", ""); name != "" && !isHeader && !safeName().MatchString(name) {
			field = "a field"
		}
	}
	message := "violates the schema"
	switch {
	case field == "Content-Type":
		message = "is not application/json"
	case strings.HasPrefix(problem.Message, "is not valid JSON"):
		message = "is not valid JSON"
	case slices.Contains([]string{
		"is missing", "should not be null", "should not be empty", "should be empty", "must be a string", "must be an object",
		"must be an array", "must be an integer", "must be a number", "must be a boolean", "is not in the spec",
	}, problem.Message):
		message = problem.Message
	case strings.Contains(problem.Message, `"date-time"`):
		message = "is not an RFC 3339 time"
	}
	return fmt.Sprintf("%s %s", field, message)
}

// isEmbedded reports a field of the customer inside an account.
func isEmbedded(field string) bool {
	_, rest, _ := strings.Cut(field, "accounts[")
	_, rest, _ = strings.Cut(rest, "]")
	return strings.HasPrefix(rest, ".customer.")
}
