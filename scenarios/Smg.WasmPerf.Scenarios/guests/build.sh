#!/usr/bin/env bash
# Rebuilds the guest components in their folders. See --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
Usage: build.sh [name ...]

Rebuilds <name>/<name>.wasm from <name>/<name>.c or <name>/<name>.js; without names, every guest.

Needs node 20 or newer with npm and, for guests in C, clang and lld with the wasm32 target
(Debian: apt-get install clang-14 lld-14). The npm packages are installed into this folder only.

Environment:
  CC    the clang to use (default: clang-14, else clang). Versions other than 14 build components
        that behave the same but differ in their bytes from the committed ones.
TEXT
}
die() { echo "build.sh: $*" >&2; exit 1; }

names=()
for arg in "$@"; do
  case $arg in
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) names+=("${arg%/}") ;;
  esac
done
if [ ${#names[@]} -eq 0 ]; then
  for source in */*.[cj]*; do
    name=${source%%/*}
    case $source in "$name/$name.c" | "$name/$name.js") names+=("$name") ;; esac
  done
fi

needs_c=
for name in "${names[@]}"; do
  if [ -f "$name/$name.c" ]; then needs_c=1
  elif [ ! -f "$name/$name.js" ]; then die "unknown guest '$name': found neither $name/$name.c nor $name/$name.js"; fi
done

command -v node >/dev/null && command -v npm >/dev/null ||
  die "node and npm are missing: install Node.js 20 or newer"
[ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || die "node $(node --version) is too old: install Node.js 20 or newer"

work=.build
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT

if [ -n "$needs_c" ]; then
  clang=${CC:-$(command -v clang-14 || command -v clang || true)}
  [ -n "$clang" ] && command -v "$clang" >/dev/null ||
    die "clang is missing: install clang and lld (Debian: apt-get install clang-14 lld-14)"
  echo 'int x;' | "$clang" --target=wasm32 -nostdlib -Wl,--no-entry -x c - -o "$work/probe.wasm" 2>"$work/probe.log" || {
    cat "$work/probe.log" >&2
    die "$clang cannot link for wasm32: install the lld of the same version (Debian: apt-get install lld-14)"
  }
fi

npm ci --no-audit --no-fund --loglevel=error

for name in "${names[@]}"; do
  built=$work/$name.wasm
  wit=../../../wit/smg-gateway.wit world=smg shared=shared/smg.c define=
  # A storage hook says so in its first lines.
  if grep -qs '^// world: storage-hook' "$name/$name".[cj]*; then wit=../../../wit/smg-storage.wit world=storage-hook shared=shared/storage.c; fi
  # So does a guest that looks at the events of streams.
  if grep -qs '^// world: smg-with-on-event' "$name/$name".[cj]*; then world=smg-with-on-event define=-DSMG_ON_EVENT; fi
  if [ -f "$name/$name.c" ]; then
    # A stack of 4 KiB below the static data (an overflow traps), the heap behind it in the same first page.
    "$clang" --target=wasm32 -std=c11 -O2 -flto -ffreestanding -nostdlib -mbulk-memory -fvisibility=hidden \
      -Wall -Wextra -Werror -Ishared -Wl,--no-entry,--strip-all,--stack-first,-z,stack-size=4096 \
      ${define:+"$define"} "$shared" "$name/$name.c" -o "$work/core.wasm"
    node wrap.mjs "$work/core.wasm" "$wit" "$world" "$built"
  else
    options=(--backend qjs --backend-qjs-disable-async)
    # A guest that asks for nothing from WASI says so in its first lines.
    if grep -q '^// wasi: none' "$name/$name.js"; then options+=(--backend-qjs-stub-wasi); fi
    # From the guest's own folder: jco loses a relative path to a source that is elsewhere.
    (cd "$name" && npx --no-install jco componentize "$name.js" "${options[@]}" \
      --wit "../$wit" --world-name "$world" -o "../$built") >"$work/jco.log" 2>&1 ||
      { cat "$work/jco.log" >&2; die "jco could not build $name"; }
  fi
  mv "$built" "$name/$name.wasm"
  echo "$name: $(wc -c <"$name/$name.wasm") bytes"
done
