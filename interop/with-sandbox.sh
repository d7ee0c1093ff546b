#!/usr/bin/env bash
# Builds cmd/sandbox, serves it on a free loopback port, runs a command with its URL and key in the environment, and
# stops it whatever happens. It holds the documented customer, and one whose status the spec does not name (seed.json).
#
#   with-sandbox.sh [flags of cmd/sandbox] -- command [arguments]
set -euo pipefail

flags=()
while [[ ${1:?usage: with-sandbox.sh [flags] -- command} != -- ]]; do
	flags+=("$1")
	shift
done
shift

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
sandbox=
trap '[[ -z $sandbox ]] || { kill "$sandbox" 2>/dev/null && wait "$sandbox" || true; }; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

"${GO:-go}" -C "$root" build -o "$folder/sandbox" ./cmd/sandbox
mkfifo "$folder/greeting"
"$folder/sandbox" -addr 127.0.0.1:0 -seed "$root/interop/seed.json" "${flags[@]}" >"$folder/greeting" &
sandbox=$!
# The greeting is read to its end, which the line with Ctrl-C is; a sandbox that does not start ends it too.
exec {greeting}<"$folder/greeting"
LEDGERLINK_BASE_URL='' LEDGERLINK_API_KEY=''
while read -r word value <&"$greeting"; do
	case $word in
	URL) LEDGERLINK_BASE_URL=$value ;;
	key) LEDGERLINK_API_KEY=$value ;;
	Stop) break ;;
	esac
done
[[ -n $LEDGERLINK_BASE_URL ]] || { echo 'with-sandbox: the sandbox did not start' >&2; exit 1; }

export LEDGERLINK_BASE_URL LEDGERLINK_API_KEY
"$@"
