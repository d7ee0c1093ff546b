package main

import (
	"net/url"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// references finds every $ref that leads nowhere, or out of the file. The OpenAPI library finds them too, but tells
// neither the line nor the whole reference.
func references(root *yaml.Node) (problems []problem) {
	walk(root, func(key, value *yaml.Node) {
		if key.Value != "$ref" || value.Kind != yaml.ScalarNode {
			return
		}
		pointer, local := strings.CutPrefix(value.Value, "#")
		var reason string
		switch {
		case !local:
			reason = "leaves the file; the document is one file"
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

// resolves reports whether a JSON pointer, percent-encoded as URLs are, leads to a node.
func resolves(root *yaml.Node, pointer string) bool {
	pointer, err := url.PathUnescape(pointer)
	if err != nil || len(root.Content) == 0 {
		return false
	}
	node := root.Content[0] // root is the YAML document, this is its value
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
