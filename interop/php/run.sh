#!/bin/sh
# Installs PHP and the client's only dependency, generates the client from the plain spec and runs the story.
set -eu
cd "$(dirname "$0")"
../debian.sh php-cli php-curl php-mbstring php-guzzlehttp-guzzle
SPEC=openapi-plain.yaml ../openapi-generator.sh php \
	--additional-properties invokerPackage=LedgerLink,composerPackageName=ledgerlink/customers
../story.sh -- php story.php
