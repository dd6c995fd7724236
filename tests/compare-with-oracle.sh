#!/usr/bin/env bash
# Compares 2,000 generated guests with an independent host, in batches.
# Usage: tests/compare-with-oracle.sh "COMMAND ARGUMENTS..." [COUNT] [FIRST SEED]
# The command takes component files and writes a line of JSON for each, as tests/Smg.Wasm.Fixtures/canonical-abi/outcomes.jsonl has them.
# Exit code: 0 no difference, 1 a difference, 2 usage, 3 cannot run here.
set -euo pipefail
if [ $# -lt 1 ]; then
  sed -n '2,5s/^# //p' "$0" >&2
  exit 2
fi

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
dotnet build "$root/Smg.Hostile.Probe" -c Release -v quiet --nologo >&2 || exit 3
exec dotnet "$root/Smg.Hostile.Probe/bin/Release/net10.0/Smg.Hostile.Probe.dll" compare --oracle "$1" --count "${2:-2000}" --first "${3:-1}"
