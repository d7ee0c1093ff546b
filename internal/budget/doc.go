// Package budget holds the tests that measure what an importer of customers pays: the packages that get linked, the
// requirements that land in the importer's go.mod, and the bytes that are added to a binary.
//
// A budget that no longer fits fails here, before a user meets it. Raising one is a decision, made in the same change
// and told in the changelog.
package budget
