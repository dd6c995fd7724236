#!/usr/bin/env bash
# Packs the packages into a folder feed and uses them as another repository would: a web application with YARP and as a minimal API, a console
# program without ASP.NET Core that calls a guest and runs a load, and the tool. Each project is new and refers to the packages alone.
# Uses the network only for the configured package sources.
# usage: tests/packages.sh [--keep] [--aot]
#   --keep  leaves the folder and prints its path
#   --aot   publishes the console program self-contained in a single file, and both programs ahead of time, too, and smg-gateway in a single file;
#           three minutes more, and needs gcc or clang and zlib
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root="$PWD"
work="$(mktemp -d)"
keep=""
aot=""
for argument in "$@"; do
  case "$argument" in
    --keep) keep=yes ;;
    --aot) aot=yes ;;
    *) echo "usage: tests/packages.sh [--keep] [--aot]" >&2; exit 2 ;;
  esac
done
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  if [ -n "$keep" ]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap cleanup EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# For the executables of published programs and of the tool.
DOTNET_ROOT="${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}"
export DOTNET_ROOT
# A version that no cache has.
version="0.1.0-ci.$(date +%s)"
guest="$root/scenarios/Smg.WasmPerf.Scenarios/guests/js-auth/js-auth.wasm"
began=$SECONDS
say() { echo "== $* ($((SECONDS - began)) s)"; }
fail() { echo "$*" >&2; exit 1; }

# Built once, as run-bench.sh does. Packages take their version from the packing alone.
say "pack $version"
dotnet build src/Smg.WasmPerf.Cli -c Release -v quiet --nologo | grep -E "warning|error" || true
[ "${PIPESTATUS[0]}" = 0 ] || fail "the lab does not build"
# The tool has the native libraries of this machine's platform alone, to save time.
platform="$(dotnet --info | grep -oP 'RID:\s+\K\S+' | head -1 | sed -E 's/^(ubuntu|debian|fedora|rhel)[.0-9]*-/linux-/')"
dotnet msbuild eng/Packages.proj -t:Pack -m -v:quiet -nologo -p:Configuration=Release -p:NoBuild=true -p:PackageVersion="$version" \
  -p:PackageOutputPath="$work/feed" -p:ToolPlatforms="$platform"
ls -sh "$work/feed"

say "what is in the packages"
# CI has built the tests; a developer's may be old.
built=()
[ "${CI:-}" != true ] || [ ! -f tests/Smg.Architecture.Tests/bin/Debug/net10.0/Smg.Architecture.Tests.dll ] || built=(--no-build)
SMG_PACKAGES="$work/feed" dotnet test tests/Smg.Architecture.Tests "${built[@]}" --filter 'FullyQualifiedName~PackageFiles|FullyQualifiedName~CompiledAhead' --nologo -v quiet > "$work/files.log" 2>&1 \
  || { cat "$work/files.log"; exit 1; }
grep -E 'Passed!|Skipped' "$work/files.log"
grep -q 'Skipped: *0,' "$work/files.log" || fail "the packages were not looked into"

mkdir -p "$work/apps"
# Outside the repository, so that its Directory.Build.props do not reach here; the folder feed beside the configured sources.
# What is packed here goes to a package folder that ends with the run; all other packages may come from the user's.
cache="$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')"
cat > "$work/apps/nuget.config" <<XML
<configuration>
  <packageSources><add key="folder" value="$work/feed" /></packageSources>
  <fallbackPackageFolders><add key="cache" value="$cache" /></fallbackPackageFolders>
</configuration>
XML
export NUGET_PACKAGES="$work/packages"

# project NAME SDK PACKAGE...: a project file in its folder.
project() {
  local name="$1" sdk="$2"
  shift 2
  mkdir -p "$work/apps/$name"
  cat > "$work/apps/$name/$name.csproj" <<XML
<Project Sdk="$sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
  <PropertyGroup><TreatWarningsAsErrors>true</TreatWarningsAsErrors><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup>
  <ItemGroup>$(printf '<PackageReference Include="%s" Version="'"$version"'" />' "$@")</ItemGroup>
</Project>
XML
}

# serve ARGUMENT [PROGRAM...]: starts the web application on a free port and sets $address.
serve() {
  local kind="$1"
  shift
  [ $# -gt 0 ] || set -- dotnet bin/Release/net10.0/web.dll
  local log="$work/$kind-$(basename "$1").log"
  (cd "$work/apps/web" && exec "$@" "$kind" --urls http://127.0.0.1:0) > "$log" 2>&1 &
  pids+=($!)
  for _ in $(seq 1 300); do
    address="$(grep -oP 'Now listening on: \K\S+' "$log" || true)"
    [ -n "$address" ] && return
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.2
  done
  cat "$log"
  fail "the web application does not start as $kind"
}

# expect STATUS CURL-ARGUMENTS...
expect() {
  local wanted="$1" got
  shift
  got="$(curl -s -o "$work/answer" -w '%{http_code}' "$@")"
  echo "   curl ${*: -1} -> $got $(head -c 60 "$work/answer")"
  [ "$got" = "$wanted" ] || { echo "expected $wanted"; cat "$work"/*.log; exit 1; }
}

project web Microsoft.NET.Sdk.Web Smg.Wasm.AspNetCore
cat > "$work/apps/web/Program.cs" <<'CS'
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSmgWasm(builder.Configuration.GetSection("SmgWasm"));
builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy")).AddWasmForwarding();
WebApplication app = builder.Build();
app.UseWasmMiddleware();
app.MapWasmAdmin();
app.MapWasmReadiness();
if (args[0] == "minimal")
{
    app.MapGet("/v1/hello", () => "hello");
    app.MapGet("/open", () => "open").WithWasmModules();
}
else
{
    app.MapReverseProxy();
}

app.Run();
CS
# UPSTREAM: where YARP forwards to.
settings() {
  cat > "$work/apps/web/appsettings.json" <<JSON
{
  "SmgWasm": { "AdminKey": "sesame", "Modules": { "auth": { "Path": "$guest" } } },
  "ReverseProxy": {
    "Routes": {
      "guarded": { "ClusterId": "up", "Match": { "Path": "/v1/{**rest}" }, "Metadata": { "wasm": "auth" } },
      "open": { "ClusterId": "up", "Match": { "Path": "/open" }, "Metadata": { "wasm": "" } }
    },
    "Clusters": { "up": { "Destinations": { "one": { "Address": "$1" } } } }
  }
}
JSON
}

project console Microsoft.NET.Sdk Smg.Wasm Smg.Load
# Where the types are, so that a namespace that moves does not need this script.
for type in WasmRuntime ModuleManager MiddlewareChain AttachPoint; do
  grep -rhoP "^namespace \K[\w.]+" $(grep -rlE "^public (sealed )?(class|enum|record) $type\b" src/Smg.Wasm --include=*.cs)
done | sort -u | sed 's/^/using /; s/$/;/' > "$work/apps/console/Program.cs"
cat >> "$work/apps/console/Program.cs" <<'CS'
using Smg.Load;
using Smg.Load.Scenarios;

using WasmRuntime runtime = new();
ModuleManager modules = new(runtime);
RegistrationResult result = await modules.RegisterFileAsync(new ModuleRegistration("auth", [AttachPoint.OnRequest]), args[0]);
if (!result.Succeeded)
{
    Console.WriteLine(result.Message);
    return 1;
}

MiddlewareRequest request = new() { Method = "GET", Path = "/v1/hello", Query = "", Headers = [], RequestId = "1", NowEpochMs = 0 };
MiddlewareChain chain = new(runtime);
ChainResult<MiddlewareRequest> outcome = await chain.RunOnRequestAsync(modules.ForAttachPoint(AttachPoint.OnRequest), request);
Console.WriteLine($"{outcome.Outcome} {outcome.Rejection?.Status}");
ScenarioProps load = Scenario
    .Create("call", async _ =>
        (await chain.RunOnRequestAsync(modules.ForAttachPoint(AttachPoint.OnRequest), request)).Rejection is null ? Response.Fail() : Response.Ok())
    .WithoutWarmUp()
    .WithLoadSimulations(Simulation.KeepConstant(1, TimeSpan.FromSeconds(1)));
var stats = (await LoadRunner.RegisterScenarios(load).RunAsync()).ScenarioStats[0];
Console.WriteLine($"load {(stats.Ok.Request.Count > 0 && stats.Fail.Request.Count == 0 ? "ok" : "failed")}");
return 0;
CS
# rejects PROGRAM...: the console program's output.
rejects() {
  local said
  said="$("$@" "$guest" 2>&1 | tr '\n' ' ')" || true
  echo "   $(basename "$1"): $said"
  [ "$said" = "Reject 401 load ok " ] || fail "expected: Reject 401 load ok"
}

say "build a web application and a console program from the packages"
dotnet build "$work/apps/web" -c Release -v quiet > "$work/web-build.log" 2>&1 &
web=$!
dotnet build "$work/apps/console" -c Release -v quiet --nologo || fail "the console program does not build"
wait "$web" || { cat "$work/web-build.log"; exit 1; }

# guarded: what both pipelines answer.
guarded() {
  expect 401 "$address/v1/hello"
  expect 200 -H 'X-API-Key: secret-api-key-12345' "$address/v1/hello"
  expect 200 "$address/open"
  expect 200 "$address/ready"
}

say "a minimal API"
settings http://127.0.0.1:1
serve minimal
upstream="$address"
guarded

say "YARP"
settings "$upstream"
serve yarp
guarded

say "a program without ASP.NET Core, and a load"
if grep -q AspNetCore "$work/apps/console/bin/Release/net10.0/console.runtimeconfig.json"; then fail "the console program needs ASP.NET Core"; fi
rejects "$work/apps/console/bin/Release/net10.0/console"

say "a platform without the native library is refused by the build"
if dotnet build "$work/apps/console" -c Release -r linux-musl-x64 --no-self-contained -p:UseAppHost=false -v quiet > "$work/musl.log" 2>&1 || ! grep -q SMGWASM001 "$work/musl.log"; then
  tail -5 "$work/musl.log"
  fail "linux-musl-x64 is not refused"
fi
grep -o 'error SMGWASM001[^[]*' "$work/musl.log" | head -1

say "the tool"
mkdir "$work/empty"
cd "$work/empty"
dotnet tool install smg-wasmperf --tool-path "$work/tool" --version "$version" --add-source "$work/feed" > "$work/tool.log" 2>&1 || { cat "$work/tool.log"; exit 1; }
tool="$work/tool/smg-wasmperf"
"$tool" gate --no-live --filter allocated_bytes_per_execution || fail "the tool's gate ended with $?"
[ -f reports/*-gate/results.json ] || fail "the tool's results are not below the working directory"
"$tool" --help | grep -q '^  smg-wasmperf \[command\]' || fail "the tool's help does not name it"
code=0
"$tool" compare --commits A B 2> "$work/compare.log" || code=$?
cat "$work/compare.log"
[ "$code" = 3 ] && grep -q "run './run-bench.sh compare --commits A B'" "$work/compare.log" || fail "compare --commits ended with $code"
cd "$root"

if [ -n "$aot" ]; then
  for kind in PublishSingleFile PublishAot; do
    say "$kind"
    dotnet publish "$work/apps/console" -c Release -r "$platform" --self-contained -p:$kind=true -o "$work/$kind" -v quiet
    ls -sh "$work/$kind"
    rejects env -u DOTNET_ROOT "$work/$kind/console"
  done
  say "PublishAot of the web application"
  dotnet publish "$work/apps/web" -c Release -r "$platform" -p:PublishAot=true -o "$work/web-aot" -v quiet
  ls -sh "$work/web-aot"
  serve minimal env -u DOTNET_ROOT "$work/web-aot/web"
  guarded
  expect 401 "$address/wasm"
  bearer='Authorization: Bearer sesame'
  module='{"name":"late","file_path":"'"$root"'/scenarios/Smg.WasmPerf.Scenarios/guests/minimal/minimal.wasm","module_type":"Middleware","attach_points":[{"Middleware":"OnRequest"}],"match":{"paths":["/late/*"]}}'
  expect 200 -H "$bearer" -H 'Content-Type: application/json' -d '{"modules":['"$module"']}' "$address/wasm"
  id="$(grep -oP '"Success":"\K[^"]+' "$work/answer")"
  expect 200 -H "$bearer" "$address/wasm"
  grep -q '"paths":\["/late/\*"\]' "$work/answer" || fail "the module's rule is not listed"
  expect 200 -X PUT -H "$bearer" -H 'Content-Type: application/json' -d "$module" "$address/wasm/$id"
  expect 200 -X DELETE -H "$bearer" "$address/wasm/$id"
  serve yarp env -u DOTNET_ROOT "$work/web-aot/web"
  guarded

  say "smg-gateway in a single file compiles in a child process"
  # The lock files of the repository are those of no platform.
  dotnet publish src/Smg.Gateway -c Release -r "$platform" --self-contained -p:PublishSingleFile=true -p:NuGetLockFilePath=obj/publish.lock.json -o "$work/gateway" -v quiet
  mkdir "$work/elsewhere"
  (cd "$work/elsewhere" && exec env -u DOTNET_ROOT "$work/gateway/smg-gateway" --address http://127.0.0.1:0 --admin http://127.0.0.1:0 --upstream "$upstream" \
    --SmgWasm:Modules:auth:Path="$guest") > "$work/gateway.log" 2>&1 &
  pids+=($!)
  for _ in $(seq 1 300); do
    address="$(grep -oP '^clients  \K\S+(?=/)' "$work/gateway.log" || true)"
    [ -z "$address" ] || break
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.2
  done
  [ -n "$address" ] || { cat "$work/gateway.log"; fail "smg-gateway does not start"; }
  expect 401 "$address/v1/hello"
  expect 200 -H 'X-API-Key: secret-api-key-12345' "$address/v1/hello"

  say "without its call before Main, a single file says so at the start"
  dotnet publish "$work/apps/console" -c Release -r "$platform" --self-contained -p:PublishSingleFile=true -p:SmgWasmCompilerChild=false -o "$work/mute" -v quiet
  "$work/mute/console" "$guest" > "$work/mute.log" 2>&1 && fail "it compiles in its own process"
  grep -o 'CompileGuard is ChildProcess but [^:]*' "$work/mute.log" || { cat "$work/mute.log"; exit 1; }
fi

say "packages passed"
