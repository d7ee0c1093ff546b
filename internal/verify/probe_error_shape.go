package verify

import "slices"

// bodyShape is the shape of an error body.
type bodyShape string

const (
	shapeFlat     bodyShape = "flat"
	shapeEnvelope bodyShape = "envelope"
	shapeJSON     bodyShape = "JSON of another shape"
	shapeHTML     bodyShape = "HTML"
	shapeEmpty    bodyShape = "an empty body"
	shapeOther    bodyShape = "neither JSON nor HTML"
)

// errorShapeOf returns the shape of an error body.
func errorShapeOf(e *exchange) bodyShape {
	object := e.object()
	_, isEnvelope := object["error"].(map[string]any)
	switch {
	case len(e.body) == 0:
		return shapeEmpty
	case e.isHTML():
		return shapeHTML
	case object == nil:
		return shapeOther
	case isEnvelope:
		return shapeEnvelope
	case object["message"] != nil && object["statusCode"] != nil:
		return shapeFlat
	}
	return shapeJSON
}

// errorShapeProbe judges which of the two shapes of the document error bodies have.
func errorShapeProbe() probe {
	flat := []string{"schemas FlatErrorBody", "schemas ErrorBody"}
	envelope := []string{"schemas ErrorBody", "schemas NestedErrorBody", "schemas ErrorInfo"}
	parts := slices.Concat(flat, envelope[1:])
	return probe{
		name: "shape of errors", parts: parts, expected: string(shapeFlat),
		judge: func(s *session) finding {
			const change = "in the spec: the examples of the error responses, and mark the shape as observed"
			seen := map[bodyShape]bool{}
			for _, e := range s.responses() {
				if e.status >= 400 && e.operation != "" {
					seen[errorShapeOf(e)] = true
				}
			}
			switch {
			case seen[shapeFlat] && seen[shapeEnvelope]:
				return differs("flat and envelope", "nothing: the client reads both shapes", change).confirming(parts...)
			case seen[shapeEnvelope]:
				return differs("envelope", "nothing: the client reads it, and Error.Code is set", change).confirming(envelope...)
			case seen[shapeFlat]:
				return holds("flat").confirming(flat...)
			}
			return notSeen("no error body of these shapes")
		},
	}
}
