#!/usr/bin/env bash
# Builds the harness and runs it. Everything after the script's name goes to the harness; see --help.
set -euo pipefail
self="${BASH_SOURCE[0]}"
while [ -L "$self" ]; do
  target="$(readlink "$self")"
  [[ $target == /* ]] || target="$(dirname "$self")/$target"
  self="$target"
done
root="$(cd "$(dirname "$self")" && pwd)"
export SMG_WASMPERF_NAME="$0"

if ! command -v dotnet >/dev/null 2>&1; then
  echo "run-bench: cannot run here: the .NET 10 SDK is not on the PATH (https://dotnet.microsoft.com/download)." >&2
  exit 3
fi

if [ -n "${TMPDIR:-}" ] && [ ! -w "$TMPDIR" ]; then
  echo "run-bench: TMPDIR is $TMPDIR, which cannot be written to; using /tmp." >&2
  export TMPDIR=/tmp
fi

if ! log="$(mktemp)"; then
  echo "run-bench: cannot run here: no temporary file can be made; set TMPDIR to a folder that can be written to." >&2
  exit 3
fi

trap 'rm -f "$log"' EXIT
[ -t 2 ] && printf 'building ...\r' >&2
if ! (cd "$root" && dotnet build src/Smg.WasmPerf.Cli -c Release -v quiet --nologo) >"$log" 2>&1; then
  cat "$log" >&2
  echo "run-bench: cannot run here: the build failed, see above." >&2
  exit 3
fi

rm -f "$log"
exec dotnet "$root/src/Smg.WasmPerf.Cli/bin/Release/net10.0/smg-wasmperf.dll" "$@"
