#!/bin/sh
# Generates the client from the spec, lints everything and runs the tests.
set -eu
cd "$(dirname "$0")"
cargo fmt --check
../quietly.sh cargo clippy --locked --quiet --all-targets -- --deny warnings
# Built before the sandbox is started, so that it does not idle meanwhile.
../quietly.sh cargo test --locked --quiet --no-run --test customers
../with-sandbox.sh -- cargo test --locked --quiet --test customers
