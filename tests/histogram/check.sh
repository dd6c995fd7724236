#!/usr/bin/env bash
# Decodes the histograms of results files with hdr-histogram-js:
#     tests/histogram/check.sh [RESULTS.json...]
# Without a file it measures one. Needs Node with npm; exits with 3 where they are missing.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "histogram check: cannot run here: Node with npm is needed (https://nodejs.org)." >&2
  exit 3
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if [ "$#" -eq 0 ]; then
  "$here/../../run-bench.sh" load --filter steady-state --rate 5k/s --duration 4s --out "$work/run"
  set -- "$work/run/results.json"
fi

cp "$here/package.json" "$here/package-lock.json" "$here/decode.mjs" "$work"
(cd "$work" && npm ci --no-audit --no-fund --silent)
files=()
for file in "$@"; do
  files+=("$(realpath "$file")")
done

node "$work/decode.mjs" "${files[@]}"
