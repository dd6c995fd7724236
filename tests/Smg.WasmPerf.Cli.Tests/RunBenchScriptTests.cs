using System.Diagnostics;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>
/// The script that builds and starts the lab, with a stand-in for the SDK: its exit code is the lab's, and a build that fails is 3.
/// </summary>
public sealed class RunBenchScriptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-run-bench");

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 7, 7)]
    [InlineData(1, 0, 3)]
    public async Task The_exit_code_is_the_labs(int build, int run, int code)
    {
        string sdk = Path.Combine(_folder.FullName, "dotnet");
        await File.WriteAllTextAsync(
            sdk,
            $"#!/bin/sh\nif [ \"$1\" = build ]; then exit {build}; fi\nexit {run}\n",
            TestContext.Current.CancellationToken
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(sdk, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        ProcessStartInfo start = new("bash", [Path.Combine(Repository.Root, "run-bench.sh"), "list"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = _folder.FullName + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        using Process process = Process.Start(start)!;
        string said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(code, process.ExitCode);
        Assert.Contains("building", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_for_temporary_files_that_cannot_be_written_to_is_replaced_and_named()
    {
        ProcessStartInfo start = new("bash", [Path.Combine(Repository.Root, "run-bench.sh"), "list"]) { RedirectStandardError = true };
        string sdk = Path.Combine(_folder.FullName, "dotnet");
        await File.WriteAllTextAsync(sdk, "#!/bin/sh\nexit 0\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(sdk, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        start.Environment["PATH"] = _folder.FullName + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");

        // Root may write to it by its permissions, and cannot.
        start.Environment["TMPDIR"] = "/proc";
        using Process process = Process.Start(start)!;
        string said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("TMPDIR is /proc, which cannot be written to; using /tmp", said, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
