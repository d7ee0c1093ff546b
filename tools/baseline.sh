#!/bin/sh
# Compares the spec and the exported Go API with the last release:
#
#	baseline.sh spec [git ref]     fails on a breaking change for which info.version was not raised
#	baseline.sh api [git ref]      fails on an incompatible change without a **Breaking** entry in CHANGELOG.md; from
#	                               v1 on it always fails, because that needs a new module path
#	baseline.sh write [version]    writes tools/baseline, which the two compare with: for a release, or without a
#	                               version while the first release is being prepared
#
# tools/baseline contains the released spec, the exported API, one line for each identifier, and the version. While
# that version is "unreleased", changes are reported and nothing fails. make sets GO, and OASDIFF to the path of oasdiff.
set -eu

cd "$(dirname "$0")/.."
spec=api/openapi.yaml
baseline=tools/baseline
command=$1
ref=${2:-}
importable='customers customers/customerstest otel'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

version() { sed -n 's/^  version: *//p' "$1"; }

# exported ROOT prints the exported API of the packages that exist below a directory.
exported() {
	packages=
	for package in $importable; do
		[ ! -d "$1/$package" ] || packages="$packages $package"
	done
	# shellcheck disable=SC2086 # a list
	"${GO:-go}" -C tools run ./api -C "$1" $packages
}

# needs BASE breaking|compatible prints the lowest version that may contain a change.
needs() {
	major=${1%%.*} rest=${1#*.}
	minor=${rest%%.*}
	if [ "$2" = breaking ] && [ "$major" -gt 0 ]; then
		echo "$((major + 1)).0.0"
	else
		echo "$major.$((minor + 1)).0"
	fi
}

if [ "$command" = write ]; then
	number=$(version "$spec")
	if [ -n "$ref" ] && [ "$ref" != "v$number" ]; then
		echo "baseline: VERSION=$ref, but info.version in $spec is $number" >&2
		exit 1
	fi
	if [ -z "$ref" ] && [ -e $baseline ] && ! grep -q unreleased $baseline/version; then
		echo "baseline: $baseline is the release $(cat $baseline/version): the next release replaces it, with VERSION=v…" >&2
		exit 1
	fi
	if [ -n "$ref" ] && [ -e $baseline ]; then # the release must pass the gates before it becomes their baseline
		sh tools/baseline.sh spec
		sh tools/baseline.sh api
	fi
	exported "$PWD" >"$scratch/api.txt" # before anything is written
	mkdir -p $baseline
	cp "$scratch/api.txt" $baseline/api.txt
	cp "$spec" $baseline/openapi.yaml
	if [ -n "$ref" ]; then echo "$number"; else echo "$number unreleased"; fi >$baseline/version
	echo "    wrote $baseline: $(cat $baseline/version)"
	exit 0
fi

if [ -n "$ref" ]; then
	released=yes since=$ref
	if ! git show "$ref:$spec" >"$scratch/openapi.yaml"; then
		echo "$command-diff: $ref has no $spec" >&2
		exit 2
	fi
else
	cp $baseline/openapi.yaml $baseline/api.txt "$scratch"
	since=$(cat $baseline/version)
	released=yes
	case $since in *unreleased) released=no ;; esac
fi
base=$(version "$scratch/openapi.yaml")
now=$(version "$spec")

# announce breaking|compatible prints the version that a change needs.
announce() {
	if [ "$released" = no ]; then
		echo "    version: $base is not released, so the change needs no other; 'make baseline' records it"
	else
		echo "    version: the change needs at least $(needs "$base" "$1"); info.version is $now"
	fi
}

compare_spec() {
	sed 's/#.*//; /^[[:space:]]*$/d' tools/spec/severity.txt >"$scratch/severity"
	oasdiff() { "$OASDIFF" "$@" --color never --severity-levels "$scratch/severity" "$scratch/openapi.yaml" "$spec"; }
	oasdiff changelog >"$scratch/changelog"
	echo "    $spec since $since ($base -> $now):"
	sed '/^$/d; s/^/    /' "$scratch/changelog"
	if oasdiff breaking --fail-on ERR >/dev/null; then
		echo "    no breaking change"
		! grep -q '\[[a-z-]*\]' "$scratch/changelog" || announce compatible
		return
	fi
	echo "    breaking change"
	announce breaking
	[ "$released" = yes ] || return 0
	if grep -q '\[api-.*version-' "$scratch/changelog"; then
		echo "spec-diff: breaking change, but info.version was not raised: set it to $(needs "$base" breaking) or undo" \
			"the change" >&2
		exit 1
	fi
	echo "    info.version was raised"
}

compare_api() {
	if [ -n "$ref" ]; then
		mkdir "$scratch/base"
		git archive "$ref" | tar -xf - -C "$scratch/base"
		exported "$scratch/base" >"$scratch/api.txt"
	fi
	exported "$PWD" >"$scratch/now.txt"
	echo "    exported API since $since:"
	diff "$scratch/api.txt" "$scratch/now.txt" | sed -n 's/^< /    - /p; s/^> /    + /p' >"$scratch/changes"
	cat "$scratch/changes"
	if ! grep -q '^    - ' "$scratch/changes"; then
		echo "    nothing breaks an importer"
		[ ! -s "$scratch/changes" ] || announce compatible
		return
	fi
	echo "    this breaks importers"
	announce breaking
	[ "$released" = yes ] || return 0
	case $base in
	0.*) ;;
	*)
		echo "api-diff: this breaks importers, and v1 promises that nothing does: undo it, or use a new module path" >&2
		exit 1
		;;
	esac
	if ! news | grep -q '\*\*Breaking\*\*'; then
		echo "api-diff: this breaks importers: explain in CHANGELOG.md how to adapt, in an entry with **Breaking**," \
			"or undo the change" >&2
		exit 1
	fi
	echo "    CHANGELOG.md lists a breaking change"
}

# news prints the lines of the changelog that are newer than the base.
news() {
	if [ -n "$ref" ]; then
		diff "$scratch/base/CHANGELOG.md" CHANGELOG.md | sed -n 's/^> //p'
	else
		awk -v heading="## [$base]" 'index($0, heading) == 1 { exit } { print }' CHANGELOG.md
	fi
}

"compare_$command"
