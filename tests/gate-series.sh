#!/usr/bin/env bash
# Runs 'run-bench.sh gate' N times and counts per gate how it ended.
# usage: tests/gate-series.sh N [--busy]      (--busy: beside one process that keeps a processor busy)
# Exit code 1 where fewer than 19 of 20 runs end with 0, or one ends with 1.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
runs="${1:?usage: tests/gate-series.sh N [--busy]}"
out="$(mktemp -d)"
neighbour=""
finish() {
  [ -n "$neighbour" ] && kill "$neighbour" 2>/dev/null
  rm -rf "$out"
}

trap finish EXIT
if [ "${2:-}" = "--busy" ]; then
  sh -c 'while :; do :; done' &
  neighbour=$!
fi

codes=""
good=0
failed=0
for ((i = 1; i <= runs; i++)); do
  started=$SECONDS
  ./run-bench.sh gate --out "$out/$i" --no-live >"$out/$i.log" 2>&1
  code=$?
  codes="$codes $code"
  [ "$code" -eq 0 ] && good=$((good + 1))
  [ "$code" -eq 1 ] && failed=$((failed + 1))
  echo "run $i: exit $code after $((SECONDS - started)) s$(grep -E '^(FAILED|UNDECIDED|SKIPPED) ' "$out/$i.log" | sed 's/^/\n    /')"
done

# results.json holds each gate's name and verdict on lines of their own, in this order.
echo "gate                                passed failed undecided skipped"
cat "$out"/*/results.json | awk -F'"' '
  /^      "name":/ { name = $4; if (!(name in seen)) { seen[name] = 1; order[++n] = name } }
  /^      "verdict":/ { count[name, $4]++ }
  END { for (i = 1; i <= n; i++) printf "%-36s%6d%7d%10d%8d\n", order[i], count[order[i], "Passed"], count[order[i], "Failed"], count[order[i], "Undecided"], count[order[i], "Skipped"] }'
echo "exit codes:$codes"
echo "$good of $runs runs ended with 0, $failed with 1"
[ "$failed" -eq 0 ] && [ $((good * 20)) -ge $((runs * 19)) ]
