#!/bin/sh
# Prints the changes of the exported Go API since a git ref, by default the last release tag: apidiff.sh [git ref].
# It fails on an incompatible change without a new **Breaking** entry in CHANGELOG.md. From v1 on, it fails on every
# incompatible change, because that needs a new module path. make sets APIDIFF, the path of apidiff.
set -eu

cd "$(dirname "$0")/.."
tag() { git describe --tags --abbrev=0 --match 'v[0-9]*' "$@" 2>/dev/null || true; }
base=${1:-$(tag)}
if [ -z "$base" ]; then
	echo "    skipped: there is no release tag to compare with (use BASE=<git ref>)"
	exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/base"
git archive "$base" | tar -xf - -C "$scratch/base"

for package in customers customers/customerstest; do
	(cd "$scratch/base" && "$APIDIFF" -w "$scratch/export" "./$package")
	echo "    $package since $base:"
	"$APIDIFF" "$scratch/export" "./$package" | sed '/^$/d; s/^/    /'
	"$APIDIFF" -incompatible "$scratch/export" "./$package" >>"$scratch/incompatible"
done

[ -s "$scratch/incompatible" ] || { echo "    nothing breaks an importer"; exit 0; }
case $(tag "$base") in
'' | v0.*) ;;
*)
	echo "api-diff: this breaks importers, and v1 promises that nothing does: undo it, or use a new module path" >&2
	exit 1
	;;
esac
if diff "$scratch/base/CHANGELOG.md" CHANGELOG.md | grep -q '^>.*\*\*Breaking\*\*'; then
	echo "    importers break, and CHANGELOG.md says so"
else
	echo "api-diff: this breaks importers: explain in CHANGELOG.md how to adapt, in an entry with **Breaking**," \
		"or undo the change" >&2
	exit 1
fi
