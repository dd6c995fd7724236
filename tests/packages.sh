#!/usr/bin/env bash
# Packs the packages into a folder feed and uses them from there as somebody else would: a web application before YARP, a minimal API, and a
# worker without ASP.NET Core. Each is a new project that refers to the packages alone. It needs no network but the configured package sources.
# usage: tests/packages.sh [--keep]      --keep leaves the folder and prints its path
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root="$PWD"
work="$(mktemp -d)"
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  if [ "${1:-}" = --keep ]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap 'cleanup "${keep:-}"' EXIT
keep="${1:-}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# A version that no cache has.
version="0.1.0-ci.$(date +%s)"
projects=(Smg.Wasm.Interop Smg.Wasm.Compiler Smg.Wasm Smg.Wasm.AspNetCore)
guest="$root/scenarios/Smg.WasmPerf.Scenarios/guests/js-auth/js-auth.wasm"
wasmtime="$(grep -oP 'Include="Wasmtime" Version="\K[^"]+' Directory.Packages.props)"
yarp="$(grep -oP 'Include="Yarp.ReverseProxy" Version="\K[^"]+' Directory.Packages.props)"

echo "== pack $version (Wasmtime $wasmtime, YARP $yarp)"
for project in "${projects[@]}"; do
  dotnet pack "src/$project" -c Release -v quiet -o "$work/feed" -p:Version="$version"
done
ls "$work/feed"
for project in "${projects[@]}"; do
  files="$(unzip -l "$work/feed/$project.$version.nupkg")"
  for file in README.md icon.png LICENSE NOTICE "lib/net10.0/$project.dll" "lib/net10.0/$project.xml"; do
    grep -q " $file\$" <<< "$files" || { echo "$project lacks $file"; exit 1; }
  done
  [ -f "$work/feed/$project.$version.snupkg" ] || { echo "$project lacks its symbols"; exit 1; }
done

# Outside the repository, so that its Directory.Build.props do not reach here; the folder feed beside the configured sources.
write_config() {
  cat > "$work/apps/nuget.config" <<XML
<configuration>
  <packageSources><add key="folder" value="$work/feed" /></packageSources>
  <fallbackPackageFolders><add key="cache" value="$cache" /></fallbackPackageFolders>
</configuration>
XML
}

# project NAME SDK PACKAGE: a project file in its folder.
project() {
  mkdir -p "$work/apps/$1"
  cat > "$work/apps/$1/$1.csproj" <<XML
<Project Sdk="$2">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
  <ItemGroup><PackageReference Include="$3" Version="$version" /></ItemGroup>
</Project>
XML
}

# serve NAME: starts an application on a free port and sets $address.
serve() {
  local log="$work/$1.log"
  (cd "$work/apps/$1" && exec dotnet "bin/Release/net10.0/$1.dll" --urls http://127.0.0.1:0) > "$log" 2>&1 &
  pids+=($!)
  for _ in $(seq 1 300); do
    address="$(grep -oP 'Now listening on: \K\S+' "$log" || true)"
    [ -n "$address" ] && return
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.2
  done
  echo "$1 does not start:"; cat "$log"; exit 1
}

# expect STATUS CURL-ARGUMENTS...
expect() {
  local wanted="$1" got
  shift
  got="$(curl -s -o "$work/answer" -w '%{http_code}' "$@")"
  echo "   curl ${*: -1} -> $got $(head -c 60 "$work/answer")"
  [ "$got" = "$wanted" ] || { echo "expected $wanted"; cat "$work"/*.log; exit 1; }
}

mkdir -p "$work/apps"
# What is packed here goes to a package folder that ends with the run; all other packages may come from the user's.
cache="$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')"
write_config
export NUGET_PACKAGES="$work/packages"

echo "== a minimal API"
project minimal Microsoft.NET.Sdk.Web Smg.Wasm.AspNetCore
cat > "$work/apps/minimal/Program.cs" <<'CS'
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSmgWasm(builder.Configuration.GetSection("SmgWasm"));
WebApplication app = builder.Build();
app.UseWasmMiddleware();
app.MapGet("/v1/hello", () => "hello");
app.MapGet("/open", () => "open").WithWasmModules();
app.Run();
CS
cat > "$work/apps/minimal/appsettings.json" <<JSON
{ "SmgWasm": { "Modules": { "auth": { "Path": "$guest" } } } }
JSON

echo "== YARP"
project gateway Microsoft.NET.Sdk.Web Smg.Wasm.AspNetCore
cat > "$work/apps/gateway/Program.cs" <<'CS'
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSmgWasm(builder.Configuration.GetSection("SmgWasm"));
builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy")).AddWasmTransforms();
WebApplication app = builder.Build();
app.UseWasmMiddleware();
app.MapReverseProxy();
app.MapWasmReadiness();
app.Run();
CS
write_gateway_settings() {
  cat > "$work/apps/gateway/appsettings.json" <<JSON
{
  "SmgWasm": { "Modules": { "auth": { "Path": "$guest" } } },
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

echo "== a worker without ASP.NET Core"
project worker Microsoft.NET.Sdk Smg.Wasm
cat > "$work/apps/worker/Program.cs" <<'CS'
using WORKER_USINGS;

using WasmRuntime runtime = new();
ModuleManager modules = new(runtime);
RegistrationResult result = await modules.RegisterFileAsync(new ModuleRegistration("auth", [AttachPoint.OnRequest]), args[0]);
if (!result.Succeeded)
{
    Console.WriteLine(result.Message);
    return 1;
}

MiddlewareRequest request = new() { Method = "GET", Path = "/v1/hello", Query = "", Headers = [], RequestId = "1", NowEpochMs = 0 };
ChainResult<MiddlewareRequest> outcome = await new MiddlewareChain(runtime).RunOnRequestAsync(modules.ForAttachPoint(AttachPoint.OnRequest), request);
Console.WriteLine($"{outcome.Outcome} {outcome.Rejection?.Status}");
return 0;
CS
# Where the types are, so that a namespace that moves does not need this script.
usings="$(for type in WasmRuntime ModuleManager MiddlewareChain AttachPoint; do grep -rhoP "^namespace \K[\w.]+" $(grep -rlE "^public (sealed )?(class|enum|record) $type\b" src/Smg.Wasm --include=*.cs); done | sort -u | sed 's/^/using /; s/$/;/')"
{ echo "$usings"; grep -v WORKER_USINGS "$work/apps/worker/Program.cs"; } > "$work/apps/worker/Program.full" && mv "$work/apps/worker/Program.full" "$work/apps/worker/Program.cs"

for app in minimal gateway worker; do
  dotnet build "$work/apps/$app" -c Release -v quiet
done

serve minimal
upstream="$address"
expect 401 "$address/v1/hello"
expect 200 -H 'X-API-Key: secret-api-key-12345' "$address/v1/hello"
expect 200 "$address/open"
write_gateway_settings "$upstream"
serve gateway
expect 401 "$address/v1/hello"
expect 200 -H 'X-API-Key: secret-api-key-12345' "$address/v1/hello"
expect 200 "$address/open"
expect 200 "$address/ready"
worker="$(dotnet "$work/apps/worker/bin/Release/net10.0/worker.dll" "$guest")"
echo "   worker: $worker"
[ "$worker" = "Reject 401" ] || exit 1

echo "== a platform without the native library is refused by the build"
if dotnet build "$work/apps/worker" -c Release -r linux-musl-x64 --no-self-contained -v quiet > "$work/musl.log" 2>&1 || ! grep -q SMGWASM001 "$work/musl.log"; then
  echo "linux-musl-x64 is not refused"; tail -5 "$work/musl.log"; exit 1
fi
grep -o 'error SMGWASM001[^[]*' "$work/musl.log" | head -1
echo "packages passed"
