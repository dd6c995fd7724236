using System.Diagnostics;
using Smg.WasmPerf.Cli.Commands.Load.Engines;
using Smg.WasmPerf.Cli.Commands.Measure;

namespace Smg.WasmPerf.Cli.Tests.Engines;

public sealed class NBomberBuildTests
{
    [Theory]
    [InlineData(
        "a.csproj : error NU1101: Unable to find package NBomber. No packages exist with this id in source(s): public",
        "is not on any NuGet source"
    )]
    [InlineData("a.csproj : error NU1102: Unable to find package NBomber with version (= 4.1.2)", "is not on any NuGet source")]
    [InlineData(
        "a.csproj : error NU1301: Unable to load the service index for source http://127.0.0.1:1/index.json. [a.sln]",
        "a NuGet source does not answer"
    )]
    [InlineData("LoadEngine.cs(1,1): error CS0103: The name 'x' does not exist [a.csproj]", "does not build")]
    public void A_failed_build_is_one_sentence_that_names_the_package(string error, string reason)
    {
        string sentence = NBomberBuild.WhyNot(error, source: null);
        Assert.Contains(reason, sentence, StringComparison.Ordinal);
        Assert.Contains("NBomber 4.1.2", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.DoesNotContain(".csproj]", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_without_the_package_is_named() =>
        Assert.Contains("/feed", NBomberBuild.WhyNot("error NU1101: Unable to find package NBomber.", "/feed"), StringComparison.Ordinal);

    [Fact]
    public async Task Without_the_package_a_run_ends_with_3_and_one_sentence_and_writes_nothing()
    {
        string packages =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Assert.SkipWhen(Directory.Exists(Path.Combine(packages, "nbomber", "4.1.2")), "NBomber is in this user's package cache");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-nbomber-test-");
        try
        {
            string feed = folder.CreateSubdirectory("feed").FullName;
            string target = Path.Combine(folder.FullName, "run");
            ProcessStartInfo start = new(
                "dotnet",
                [
                    typeof(MeasureHandler).Assembly.Location,
                    "load",
                    "--engine",
                    "nbomber",
                    "--source",
                    feed,
                    "--filter",
                    "steady-state",
                    "--out",
                    target,
                ]
            )
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,

                // No source but an empty one: the public registry has the package.
                Environment = { ["RestoreSources"] = feed },
            };
            using Process process = Process.Start(start)!;
            string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(3, process.ExitCode);
            Assert.Contains("the package NBomber 4.1.2 is not on", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
            Assert.Contains("--source", error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(target));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
