#!/bin/sh
# Checks that the generated code is up to date in each module, and prints the name of each file that is not.
# It runs `go generate ./...` in a copy of the working tree. So it includes uncommitted changes and changes nothing.
set -eu

GO=${GO:-go}
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/tree"

generated() {
	(cd "$1" && find . \( -name '*.gen.go' -o -name '*_gen.go' -o -path ./api/openapi-plain.yaml -o -path ./api/README.md \) -not -path '*/.*/*' -not -path '*/node_modules/*' \
		-not -path './interop/*' | LC_ALL=C sort)
}

# interop/ has no generated Go code, but may contain hundreds of megabytes of other languages' tools.
tar -cf - --exclude=./.git --exclude=./.cache --exclude=./interop --exclude=node_modules . | tar -xf - -C "$scratch/tree"
modules=$(cd "$scratch/tree" && find . -name go.mod -not -path '*/.*/*' -not -path '*/testdata/*' -not -path ./tools/go.mod)
for module in $modules; do
	if ! "$GO" -C "$scratch/tree/$(dirname "$module")" generate ./... >"$scratch/log" 2>&1; then
		cat "$scratch/log" >&2
		echo "drift: go generate failed in $(dirname "$module")" >&2
		exit 1
	fi
done

{ generated . && generated "$scratch/tree"; } | LC_ALL=C sort -u >"$scratch/files"
if ! [ -s "$scratch/files" ]; then
	echo "drift: found no generated files" >&2
	exit 1
fi

drifted=0
while IFS= read -r file; do
	cmp -s "$file" "$scratch/tree/$file" && continue
	drifted=1
	echo "drift: ${file#./} is not up to date with the spec" >&2
	diff -u "$file" "$scratch/tree/$file" 2>&1 | sed -n '3,20p' >&2 || true
done <"$scratch/files"

if [ "$drifted" -ne 0 ]; then
	echo "drift: run 'make generate' and commit the result" >&2
	exit 1
fi
