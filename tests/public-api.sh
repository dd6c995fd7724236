#!/usr/bin/env bash
# Writes the public members of the packages into PublicAPI.Unshipped.txt. The build compares them: a member that was removed (RS0017) or is not in the file (RS0016) fails it.
# usage: tests/public-api.sh [PROJECT...]      (default: all packages)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
projects=("$@")
[ ${#projects[@]} -gt 0 ] || projects=(Smg.Wasm Smg.Wasm.AspNetCore Smg.Load)
for project in "${projects[@]}"; do
  folder="src/$project"
  log="$(mktemp)"
  [ -f "$folder/PublicAPI.Shipped.txt" ] || printf '#nullable enable\n' > "$folder/PublicAPI.Shipped.txt"
  printf '#nullable enable\n' > "$folder/PublicAPI.Unshipped.txt"
  dotnet build "$folder" --no-incremental -v quiet --nologo -p:TreatWarningsAsErrors=false > "$log" || { grep -E 'error' "$log" | head >&2; exit 1; }
  {
    printf '#nullable enable\n'
    grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared public API)" "$log" | LC_ALL=C sort -u
  } > "$folder/PublicAPI.Unshipped.txt"
  echo "$project: $(($(wc -l < "$folder/PublicAPI.Unshipped.txt") - 1)) public members"
done
