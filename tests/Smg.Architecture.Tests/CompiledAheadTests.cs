using System.Reflection.PortableExecutable;
using Smg.Wasm.Fixtures;

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
        _ = Packages();
        using FileStream file = File.OpenRead(Path.Combine(RepositoryFolder.Path, "src/Smg.Gateway/bin/Release/net10.0", assembly));
        Assert.True(HoldsMachineCode(file), $"{assembly} of the Release build is not compiled ahead");
    }

    [Fact]
    public void A_package_fits_every_platform()
    {
        string folder = Packages();
        using PackedFile package = new(Directory.GetFiles(folder, "Smg.Wasm.AspNetCore.*.nupkg").Single());
        Assert.False(HoldsMachineCode(new MemoryStream(package.Read("lib/net10.0/Smg.Wasm.AspNetCore.dll"))));
    }

    private static bool HoldsMachineCode(Stream assembly)
    {
        using PEReader reader = new(assembly);
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private static string Packages()
    {
        string? folder = Environment.GetEnvironmentVariable("SMG_PACKAGES");
        Assert.SkipWhen(folder is null, "SMG_PACKAGES names no folder: tests/packages.sh does");
        return folder!;
    }
}
