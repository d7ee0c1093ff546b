#!/usr/bin/env bash
# Runs a story, a program that calls all operations with a generated client and prints one line for each step, once for
# each case: against the sandbox as it is, and with its profiles grow (every object has an unknown member), s200 (create
# and delete respond with 200) and foreign (errors are a gateway's). story.txt has the lines to print; a line that begins
# with a case replaces that step's line. Further lines of this form state what a client is known to print instead.
#
#   story.sh ["case step: result" ...] -- command [arguments]
#
# The steps, each with the key and the URL in LEDGERLINK_API_KEY and LEDGERLINK_BASE_URL unless it says otherwise:
#   create     create an active customer with a new externalId: status code, status
#   get        get it: status
#   update     make it inactive: status
#   list       list all: the status of the created customer and of "suspended-id"
#   addresses  the number of addresses of the created customer and of "customer-id"
#   duplicate  create it again: status code and message of the error
#   delete     delete it: status code
#   missing    get it: status code and message of the error
#   key        list all with the key "wrong": status code and message of the error
# STORY_CASES is the list of cases.
set -euo pipefail

interop=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
known=
while [[ ${1:?usage: story.sh [known results] -- command} != -- ]]; do
	known+=$1$'\n'
	shift
done
shift

# expected prints the lines of a case. It fails if a replacement names an unknown step.
expected() {
	awk -v wanted="$1" '
		NF == 0 { next }
		{ colon = index($0, ": "); words = split(substr($0, 1, colon - 1), name, " "); result = substr($0, colon + 2) }
		words == 1 { steps[++count] = name[1]; results[name[1]] = result; next }
		!(name[2] in results) { print "story: no such step: " $0 >"/dev/stderr"; failed = 1 }
		name[1] == wanted { results[name[2]] = result }
		END { for (i = 1; i <= count; i++) print steps[i] ": " results[steps[i]]; exit failed }
	' "$interop/story.txt" - <<<"$known"
}

for case in ${STORY_CASES:-default grow s200 foreign}; do
	profile=()
	[[ $case == default ]] || profile=(-profile "$case")
	want=$(expected "$case")
	got=$("$interop/with-sandbox.sh" "${profile[@]}" -- "$@") || {
		printf 'story: the case %s failed after these steps:\n%s\n' "$case" "$got" >&2
		exit 1
	}
	diff --label "expected in the case $case" --label printed -u <(echo "$want") <(echo "$got") >&2
	printf '    %-8s %s steps\n' "$case" "$(wc -l <<<"$want")"
done
