#!/bin/sh
# Generates the client from the spec, lints client and tests, and runs the tests.
set -eu
cd "$(dirname "$0")"
cargo fmt --check
../quietly.sh cargo clippy --locked --quiet --all-targets -- --deny warnings
# Compile before the sandbox starts, so that it does not run idle.
../quietly.sh cargo test --locked --quiet --no-run --test customers
../with-sandbox.sh -- cargo test --locked --quiet --test customers
