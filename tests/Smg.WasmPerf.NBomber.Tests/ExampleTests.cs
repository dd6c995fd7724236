using System.Diagnostics;

namespace Smg.WasmPerf.NBomberHost.Tests;

[Collection(nameof(HostTests))]
public sealed class ExampleTests
{
    [Fact]
    public async Task The_plain_NBomber_program_calls_a_guest()
    {
        string folder = Directory.CreateTempSubdirectory("smg-example-test-").FullName;
        try
        {
            string guest = Path.Combine(
                Path.GetDirectoryName(HostProcess.Assembly("Smg.WasmPerf.NBomber.OnStub", "any"))!,
                "guests",
                "auth",
                "auth.wasm"
            );
            ProcessStartInfo start = new("dotnet", [HostProcess.Assembly("NBomberMinimal.OnStub", "NBomberMinimal"), guest, "1"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal((0, ""), (process.ExitCode, await errors));
            Assert.Matches(@"middleware: \d{3,} ok, 0 failed", output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
