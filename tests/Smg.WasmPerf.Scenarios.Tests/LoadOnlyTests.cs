using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;

namespace Smg.WasmPerf.Scenarios.Tests;

/// <summary>The example that uses the load engine alone, against a server of this test.</summary>
public sealed class LoadOnlyTests
{
    [Theory]
    [InlineData(204, 0, @"^(?<count>\d+) ok, 0 failed, p99 [\d.]+ (µs|ms|s); within its limit\n$")]
    [InlineData(503, 1, @"^0 ok, (?<count>\d+) failed, p99 0 µs; at most 1 % failed: [\d,]+ of [\d,]+ failed in the whole measurement\n$")]
    public async Task It_counts_every_request_and_exits_with_1_where_they_fail(int status, int exitCode, string output)
    {
        int requests = 0;
        await using WebApplication server = WebApplication.CreateSlimBuilder().Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.Run(context =>
        {
            Interlocked.Increment(ref requests);
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await server.StartAsync(TestContext.Current.CancellationToken);

        ProcessStartInfo start = new("dotnet", [Path.Combine(Folder, "LoadOnly.dll"), server.Urls.Single(), "2", "1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", await errors);
        Assert.Matches(output, printed);
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal(Regex.Match(printed, output).Groups["count"].Value, requests.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Beside_it_lies_nothing_of_WebAssembly()
    {
        string[] own = [.. Directory.GetFiles(Folder, "*.dll").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        Assert.Equal(["HdrHistogram.dll", "LoadOnly.dll", "Smg.Load.dll"], own);
    }

    private static string Folder
    {
        get
        {
            DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            string root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(root, "scenarios", "examples", "LoadOnly", "bin", framework.Parent.Name, framework.Name);
        }
    }
}
