#!/usr/bin/env bash
# Breaks the subject of each gate in a build made for it (src/Sabotage), and checks that the gate fails by name with exit code 1, in every run.
# usage: tests/sabotage.sh [--runs N] [--filter WORD,WORD] [--table FILE]      (all gates, three runs each: about 20 minutes)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
echo "building the sabotage build ..." >&2
dotnet build src/Smg.WasmPerf.Cli -c Sabotage -v quiet --nologo >&2
dotnet build tests/Smg.Sabotage.Suite -c Release -v quiet --nologo >&2
if grep -qa SMG_SABOTAGE src/Smg.Wasm/bin/Release/net10.0/Smg.Wasm.dll src/Smg.Wasm.AspNetCore/bin/Release/net10.0/Smg.Wasm.AspNetCore.dll; then
  echo "The release build contains the faults of src/Sabotage, which only a Sabotage build may." >&2
  exit 1
fi

exec dotnet exec tests/Smg.Sabotage.Suite/bin/Release/net10.0/Smg.Sabotage.Suite.dll src/Smg.WasmPerf.Cli/bin/Sabotage/net10.0/smg-wasmperf.dll "$@"
