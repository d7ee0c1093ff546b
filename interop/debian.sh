#!/bin/sh
# Installs Debian packages that are missing. On other systems it does nothing: the suite then uses what is on PATH.
#
#   debian.sh package...
set -eu
command -v dpkg-query >/dev/null || exit 0
missing=
for package; do
	[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
		missing="$missing $package"
done
[ -n "$missing" ] || exit 0
sudo=
[ "$(id -u)" = 0 ] || sudo='sudo --non-interactive'
quietly=$(dirname "$0")/quietly.sh
# The unquoted variables are lists of words.
"$quietly" $sudo apt-get update
"$quietly" $sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing
