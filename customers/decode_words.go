package customers

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// fieldPath writes a JSON pointer as accounts[0].name. In a list the first step is the index, which is told apart.
func fieldPath(p jsontext.Pointer, inList bool) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if inList {
			inList = false
			continue
		}
		if _, err := strconv.Atoi(token); err == nil {
			b.WriteString("[" + token + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(token)
	}
	return b.String()
}

func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 'f', 't':
		return "a JSON boolean"
	case '"':
		return "a JSON string"
	case '0':
		return "a JSON number"
	case '{', '}':
		return "a JSON object"
	case '[', ']':
		return "a JSON array"
	}
	return "no JSON"
}

// typeName says what a field should have been.
func typeName(e *json.SemanticError) string {
	switch {
	case e.GoType == nil:
		return "its type"
	case e.GoType.String() == "time.Time":
		return "a date-time (RFC 3339)"
	}
	return e.GoType.Kind().String()
}
