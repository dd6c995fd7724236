#!/usr/bin/env bash
# Builds the lab and runs it with the script's arguments; see --help.
# Exit code 3 where the .NET SDK is missing or the build fails; else the lab's.
set -euo pipefail
self="${BASH_SOURCE[0]}"
while [ -L "$self" ]; do
  target="$(readlink "$self")"
  [[ $target == /* ]] || target="$(dirname "$self")/$target"
  self="$target"
done
root="$(cd "$(dirname "$self")" && pwd)"
export SMG_WASMPERF_NAME="$0"
configuration="${SMG_CONFIGURATION:-Release}"

if ! command -v dotnet >/dev/null 2>&1; then
  echo "run-bench: cannot run here: the .NET 10 SDK is not on the PATH (https://dotnet.microsoft.com/download)." >&2
  exit 3
fi

if [ -n "${LoadEngine:-}" ] || [[ " $* " == *" -p:LoadEngine="* ]]; then
  echo "run-bench: LoadEngine was replaced by an option: './run-bench.sh load --engine nbomber' runs the scenarios on NBomber." >&2
  exit 2
fi

# A file is written: root may write to every folder by its permissions, and to /proc or a full disk all the same not.
if [ -n "${TMPDIR:-}" ]; then
  if probe="$(mktemp "$TMPDIR/smg.XXXXXXXX" 2>/dev/null)"; then
    rm -f "$probe"
  else
    echo "run-bench: TMPDIR is $TMPDIR, which cannot be written to; using /tmp." >&2
    export TMPDIR=/tmp
  fi
fi

# Reports the build at once and then every ten seconds, so that the log of a CI job shows it too.
said=""
heartbeat=""
finish() {
  if [ -n "$heartbeat" ]; then
    kill "$heartbeat" 2>/dev/null || true
    wait "$heartbeat" 2>/dev/null || true
  fi

  heartbeat=""
}

trap finish EXIT
say_progress() {
  local seconds=0
  while sleep 10 >/dev/null 2>&1 </dev/null; do
    seconds=$((seconds + 10))
    echo "run-bench: still building, $seconds s ..." >&2
  done
}

echo "run-bench: building ($configuration); the first build takes a minute or two ..." >&2
say_progress &
heartbeat=$!
if ! said="$(cd "$root" && dotnet build src/Smg.WasmPerf.Cli -c "$configuration" -v quiet --nologo 2>&1)"; then
  finish
  printf '%s\n' "$said" >&2
  echo "run-bench: cannot run here: the build failed, see above." >&2
  exit 3
fi

finish
trap - EXIT
exec dotnet "$root/src/Smg.WasmPerf.Cli/bin/$configuration/net10.0/smg-wasmperf.dll" "$@"
