#!/bin/sh
# Installs Debian packages that are missing. On other systems it does nothing: the suite then uses what is on PATH.
#
#   debian.sh package...
set -eu
command -v dpkg >/dev/null || exit 0
dpkg --status "$@" >/dev/null 2>&1 && exit 0
as_root=
[ "$(id -u)" = 0 ] || as_root='sudo --non-interactive'
"$(dirname "$0")/quietly.sh" sh -c "$as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
	apt-get install --yes --no-install-recommends \"\$@\"" sh "$@"
