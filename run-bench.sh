#!/usr/bin/env bash
# Builds the harness and runs it. Everything after the script's name goes to the harness; see --help.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

if ! command -v dotnet >/dev/null 2>&1; then
  echo "run-bench: cannot run here: the .NET 10 SDK is not on the PATH (https://dotnet.microsoft.com/download)." >&2
  exit 3
fi

if [ -n "${LoadEngine:-}" ] || [[ " $* " == *" -p:LoadEngine="* ]]; then
  echo "run-bench: LoadEngine was replaced by an option: './run-bench.sh load --engine nbomber' runs the scenarios on NBomber." >&2
  exit 2
fi

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
[ -t 2 ] && printf 'building ...\r' >&2
if ! (cd "$root" && dotnet build src/Smg.WasmPerf.Cli -c Release -v quiet --nologo) >"$log" 2>&1; then
  cat "$log" >&2
  echo "run-bench: cannot run here: the build failed, see above." >&2
  exit 3
fi

rm -f "$log"
exec dotnet "$root/src/Smg.WasmPerf.Cli/bin/Release/net10.0/smg-wasmperf.dll" "$@"
