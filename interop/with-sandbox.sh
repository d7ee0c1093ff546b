#!/usr/bin/env bash
# Builds cmd/sandbox, starts it on a free loopback port, runs a command with the sandbox's URL and key in
# LEDGERLINK_BASE_URL and LEDGERLINK_API_KEY, and stops the sandbox when the command ends. seed.json provides the
# documented customer and a customer with an undocumented status. GO is the go command to build with.
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
# Read up to the last line of the greeting, which names Ctrl-C. If the sandbox fails to start, the pipe closes.
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
