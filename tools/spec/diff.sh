#!/bin/sh
# Prints the changes of api/openapi.yaml since a git ref, by default the last release tag: diff.sh [git ref]. It fails
# on a breaking change for which info.version was not raised. make sets OASDIFF, the path of oasdiff.
set -eu

cd "$(dirname "$0")/../.."
spec=api/openapi.yaml
base=${1:-$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || true)}
if [ -z "$base" ]; then
	echo "    skipped: there is no release tag to compare with (use BASE=<git ref>)"
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
	echo "    no breaking change"
elif grep -q '\[api-.*version-' "$scratch/changelog"; then
	echo "spec-diff: breaking change, but info.version was not raised: raise its major number (below 1.0.0 the minor" \
		"number) or undo the change" >&2
	exit 1
else
	echo "    breaking change, and info.version was raised"
fi
