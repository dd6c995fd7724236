using System.Diagnostics;
using Smg.WasmPerf.Environments;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Environments;

public sealed class EnvironmentProbeTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-probe-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Says_what_it_is_told_and_what_it_finds()
    {
        DateTimeOffset started = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));
        Dictionary<string, string> options = new() { ["pooling"] = "on" };

        EnvironmentInfo info = EnvironmentProbe.Probe("50.0.1", new GitCommit("abc", true), "perf gates", options, started);

        Assert.Equal("50.0.1", info.Wasmtime);
        Assert.Equal("perf gates", info.Command);
        Assert.Equal(("abc", true), (info.Commit, info.Dirty));
        Assert.Same(options, info.Options);
        Assert.Equal(TimeSpan.Zero, info.StartedAt.Offset);
        Assert.Equal(started, info.StartedAt);
        Assert.Equal(Environment.ProcessorCount, info.Cores);
        Assert.StartsWith("10.", info.DotNet, StringComparison.Ordinal);
        Assert.All([info.Host, info.Cpu, info.Os], text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }

    [Fact]
    public void Outside_a_repository_the_commit_is_unknown() => Assert.Equal(GitCommit.Unknown, GitCommit.Of(_directory.FullName));

    [Fact]
    public void A_build_knows_the_commit_that_it_was_made_from()
    {
        // The runtime's own, for this tree may be a copy without its history.
        GitCommit built = GitCommit.OfBuild(typeof(object).Assembly);
        Assert.Matches("^[0-9a-f]{40,64}$", built.Hash);
        Assert.Null(built.Dirty);
    }

    [Fact]
    public void A_missing_directory_is_no_repository() =>
        Assert.Equal(GitCommit.Unknown, GitCommit.Of(Path.Combine(_directory.FullName, "absent")));

    [Fact]
    public void A_repository_has_a_commit_that_is_dirty_after_a_change()
    {
        string file = Path.Combine(_directory.FullName, "file.txt");
        File.WriteAllText(file, "one");
        Git("init", "-q");
        Git("add", ".");
        Git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "one");

        GitCommit clean = GitCommit.Of(_directory.FullName);
        File.WriteAllText(file, "two");
        GitCommit dirty = GitCommit.Of(_directory.FullName);

        Assert.Matches("^[0-9a-f]{40,64}$", clean.Hash);
        Assert.False(clean.Dirty);
        Assert.Equal(clean with { Dirty = true }, dirty);
    }

    [Theory]
    [InlineData(
        "processor\t: 0\nmodel\t\t: 106\nmodel name\t: Intel(R) Xeon(R) @ 2.60GHz\nprocessor\t: 1\nmodel name\t: Other",
        "Intel(R) Xeon(R) @ 2.60GHz"
    )]
    [InlineData("processor : 0\nBogoMIPS : 108\n\nModel : Raspberry Pi 5 Model B", "Raspberry Pi 5 Model B")]
    [InlineData("processor : 0\nHardware : BCM2835", "BCM2835")]
    [InlineData("processor : 0\nCPU implementer : 0x41", null)]
    [InlineData("", null)]
    public void Cpu_model_is_found_in_each_kernels_words(string cpuInfo, string? model) =>
        Assert.Equal(model, CpuModel.FromCpuInfo(cpuInfo.Split('\n')));

    private void Git(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _directory.FullName })!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
