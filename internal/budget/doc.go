// Package budget holds tests that measure the costs of importing customers: the linked packages, the requirements in
// the importer's go.mod, the bytes added to a binary, the memory and the allocations of a call.
//
// A change that exceeds a budget fails here. Raise a budget in the change that needs it, and state it in the changelog.
package budget
