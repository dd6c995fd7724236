using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace Smg.Architecture.Tests;

/// <summary>
/// What a Release build of the gateway consists of. <c>tests/packages.sh</c>, which builds it, asks for these tests, with
/// <c>SMG_PACKAGES</c> set.
/// </summary>
public sealed class CompiledAheadTests
{
    public static TheoryData<string> Compiled =>
        [
            "smg-gateway.dll",
            "Smg.Wasm.dll",
            "Smg.Wasm.Interop.dll",
            "Smg.Wasm.AspNetCore.dll",
            "Smg.Wasm.Compiler.dll",
            "Yarp.ReverseProxy.dll",
            "Prometheus.NetStandard.dll",
            "Prometheus.AspNetCore.dll",
            "System.CommandLine.dll",
        ];

    [Theory]
    [MemberData(nameof(Compiled))]
    public void The_gateway_consists_of_machine_code(string assembly)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("SMG_PACKAGES") is null, "SMG_PACKAGES is not set: tests/packages.sh sets it");
        Assert.True(HoldsMachineCode(Path.Combine(Folder(), assembly)), $"{assembly} of the Release build is not compiled ahead");
    }

    [Fact]
    public void Packages_fit_every_platform()
    {
        // What the gateway's build compiles is a copy: the libraries' own output, which is packed, stays as it is.
        Assert.False(HoldsMachineCode(typeof(Wasm.WasmRuntime).Assembly.Location));
    }

    private static bool HoldsMachineCode(string path)
    {
        using PEReader reader = new(File.OpenRead(path));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../src/Smg.Gateway/bin/Release/net10.0");
}
