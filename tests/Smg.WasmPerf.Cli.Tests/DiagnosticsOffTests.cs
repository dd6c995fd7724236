using System.Diagnostics;
using Smg.WasmPerf.Cli.Commands.Measure;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class DiagnosticsOffTests
{
    [Theory]
    [InlineData("load", "--trace")]
    [InlineData("find-max", "--diagnostics", "--max-p99", "5")]
    public async Task A_process_that_cannot_be_looked_into_says_what_to_do_and_exits_with_3(params string[] arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-off-");
        try
        {
            string target = Path.Combine(folder.FullName, "run");
            ProcessStartInfo start = new("dotnet", [typeof(MeasureHandler).Assembly.Location, .. arguments, "--out", target])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
            };
            using Process process = Process.Start(start)!;
            string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(3, process.ExitCode);
            Assert.Contains("unset DOTNET_EnableDiagnostics", error, StringComparison.Ordinal);
            Assert.Single(error.Trim().Split('\n'));
            Assert.False(Directory.Exists(target));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
