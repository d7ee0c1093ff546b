package main

import (
	"net/url"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// checkReferences reports every $ref that cannot be resolved, or that refers to another file. The OpenAPI library
// reports them too, but without the line and the whole reference.
func checkReferences(root *yaml.Node) (problems []problem) {
	walk(root, func(key, value *yaml.Node) {
		if key.Value != "$ref" || value.Kind != yaml.ScalarNode {
			return
		}
		pointer, local := strings.CutPrefix(value.Value, "#")
		var reason string
		switch {
		case !local:
			reason = "refers to another file, but the document must be one file"
		case !resolves(root, pointer):
			reason = "cannot be resolved"
		default:
			return
		}
		problems = append(problems, problem{value.Line, "$ref " + value.Value + " " + reason})
	})
	return problems
}

// walk visits every key of every mapping, with its value.
func walk(node *yaml.Node, visit func(key, value *yaml.Node)) {
	if node.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(node.Content); i += 2 {
			visit(node.Content[i], node.Content[i+1])
		}
	}
	for _, child := range node.Content {
		walk(child, visit)
	}
}

// resolves reports whether a percent-encoded JSON pointer refers to a node.
func resolves(root *yaml.Node, pointer string) bool {
	pointer, err := url.PathUnescape(pointer)
	if err != nil || len(root.Content) == 0 {
		return false
	}
	node := root.Content[0] // root is the document node; its content is the value
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		if node = child(node, token); node == nil {
			return false
		}
	}
	return true
}

func child(node *yaml.Node, token string) *yaml.Node {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == token {
				return node.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i]
		}
	}
	return nil
}
