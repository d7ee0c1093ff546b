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
mkfifo "$folder/started"
"$folder/sandbox" -json -addr 127.0.0.1:0 -seed "$root/interop/seed.json" "${flags[@]}" >"$folder/started" &
sandbox=$!
# The sandbox prints one line of JSON when it is ready. If it fails to start, the pipe closes.
read -r started <"$folder/started" || { echo 'with-sandbox: the sandbox did not start' >&2; exit 1; }
value() { # of a member; the values need no decoding unless -key has a quote or a backslash
	[[ $started =~ \"$1\":\"([^\"]*)\" ]] && echo "${BASH_REMATCH[1]}"
}
LEDGERLINK_BASE_URL=$(value url)
LEDGERLINK_API_KEY=$(value key)
export LEDGERLINK_BASE_URL LEDGERLINK_API_KEY
"$@"
