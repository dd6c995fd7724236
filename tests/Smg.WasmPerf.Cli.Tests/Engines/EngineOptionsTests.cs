using System.Diagnostics;
using Smg.WasmPerf.Cli.Commands.Measure;

namespace Smg.WasmPerf.Cli.Tests.Engines;

public sealed class EngineOptionsTests
{
    [Theory]
    [InlineData("--engine is 'k6' but must be own, nbomber or both", "--engine", "k6")]
    [InlineData("--source is for NBomber: add --engine nbomber or --engine both", "--source", "/")]
    [InlineData("--source: /no/such/folder is neither a folder nor a feed's address", "--engine", "nbomber", "--source", "/no/such/folder")]
    [InlineData("--max-p99 and --max-failed need --engine own", "--engine", "nbomber", "--max-p99", "5ms")]
    [InlineData("--diagnostics needs --engine own", "--engine", "both", "--diagnostics")]
    [InlineData("--phases needs --engine own", "--engine", "nbomber", "--phases")]
    [InlineData("--trace needs --engine own", "--engine", "nbomber", "--trace")]
    public async Task What_no_engine_can_do_is_wrong_usage(string message, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [typeof(MeasureHandler).Assembly.Location, "load", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
