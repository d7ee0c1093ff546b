#!/bin/sh
# Installs Ruby and the client's only dependency, generates the client from the spec and runs the story.
set -eu
cd "$(dirname "$0")"
../debian.sh ruby ruby-typhoeus
../openapi-generator.sh ruby --additional-properties gemName=ledgerlink,moduleName=LedgerLink
# Ruby of Debian, which has the package.
../story.sh -- /usr/bin/ruby -I generated/lib story.rb
