#!/bin/sh
# Prints what changed in api/openapi.yaml since a git ref, the last release tag by default, and fails on a breaking
# change that info.version does not announce. Make sets OASDIFF.
set -eu

cd "$(dirname "$0")/../.."
spec=api/openapi.yaml
base=${1:-$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || true)}
if [ -z "$base" ]; then
	echo "    skipped: there is no release tag to compare with (BASE=<git ref> names another)"
	exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
if ! git show "$base:$spec" >"$scratch/base.yaml"; then
	echo "spec-diff: $base has no $spec" >&2
	exit 2
fi
sed 's/#.*//; /^[[:space:]]*$/d' tools/spec/severity.txt >"$scratch/severity"

oasdiff() { "$OASDIFF" "$@" --color never --severity-levels "$scratch/severity" "$scratch/base.yaml" "$spec"; }
version() { sed -n 's/^  version: *//p' "$1"; }

oasdiff changelog >"$scratch/changelog"
echo "    $spec since $base ($(version "$scratch/base.yaml") -> $(version "$spec")):"
sed '/^$/d; s/^/    /' "$scratch/changelog"

if oasdiff breaking --fail-on ERR >/dev/null; then
	echo "    nothing breaks a client"
elif grep -q '\[api-.*version-' "$scratch/changelog"; then
	echo "spec-diff: this breaks clients, and info.version does not say so: raise its major number, below 1.0.0" \
		"the minor one, or undo the change" >&2
	exit 1
else
	echo "    clients break, and info.version says so"
fi
