using System.Diagnostics;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Load.Engines;

/// <summary>Restores and builds the NBomber host.</summary>
internal static class NBomberBuild
{
    /// <summary>Environment variable with a NuGet source that has NBomber; <c>--source</c> wins over it.</summary>
    public const string SourceVariable = "SMG_NBOMBER_SOURCE";

    private const string Package = "NBomber 4.1.2";
    private static readonly string Project = Path.Combine("scenarios", "Smg.WasmPerf.NBomber", "Smg.WasmPerf.NBomber.csproj");

    /// <summary>Builds the host.</summary>
    /// <param name="source">A NuGet source beside those of this machine: a folder, or the address of a feed; null for none.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <returns>The host's assembly.</returns>
    /// <exception cref="InvalidOperationException">The package cannot be restored, or the host does not build; the message says in one
    /// sentence what to do.</exception>
    public static async Task<string> RunAsync(string? source, CancellationToken cancellationToken)
    {
        Repository.ThrowIfAbsent("load --engine nbomber", "builds the NBomber host");
        string project = Path.Combine(Repository.Root, Project);
        ProcessStartInfo start = new("dotnet", ["build", project, "-c", "Release", "-v", "quiet", "--nologo", "-p:RunAnalyzers=false"])
        {
            WorkingDirectory = Repository.Root,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        if (source is not null)
        {
            // As a variable and not as an argument: commas and semicolons in it would be read as separators.
            start.Environment["RestoreAdditionalProjectSources"] = source;
        }

        ProgramOutput build = await Task.Run(() => ProgramOutput.Of(start, cancellationToken), cancellationToken).ConfigureAwait(false);
        string assembly = Path.Combine(Path.GetDirectoryName(project)!, "bin", "Release", "net10.0", "Smg.WasmPerf.NBomber.dll");
        return build.ExitCode == 0 ? assembly : throw new InvalidOperationException(WhyNot(FirstError(build), source));
    }

    /// <summary>What a failed build means, in one sentence.</summary>
    /// <param name="error">The first error of the build.</param>
    /// <param name="source">The source that was given; null for none.</param>
    public static string WhyNot(string error, string? source)
    {
        bool isMissing =
            error.Contains("NBomber", StringComparison.Ordinal)
            && (error.Contains("NU1101", StringComparison.Ordinal) || error.Contains("NU1102", StringComparison.Ordinal));
        return isMissing
                ? $"the package {Package} is not on {Sources(source)}; add a NuGet source that has it with --source DIR-OR-URL, "
                    + $"with {SourceVariable}, or with 'dotnet nuget add source'"
            : error.Contains("NU13", StringComparison.Ordinal)
                ? $"the package {Package} cannot be restored, because a NuGet source does not answer; name one that has it with "
                    + $"--source DIR-OR-URL or {SourceVariable} ({Text(error)})"
            : $"the NBomber host, which needs the package {Package}, does not build; see 'dotnet build {Project}' ({Text(error)})";
    }

    private static string Sources(string? source) =>
        source is null ? "any NuGet source of this machine" : $"{source} or any other NuGet source of this machine";

    /// <summary>An error without the file that it was found in and the project at its end.</summary>
    private static string Text(string error)
    {
        int begin = error.IndexOf("error ", StringComparison.Ordinal);
        int end = error.LastIndexOf(" [", StringComparison.Ordinal);
        return error[begin..(end > begin ? end : error.Length)].TrimEnd('.');
    }

    /// <summary>The package's absence before anything that follows from it.</summary>
    private static string FirstError(ProgramOutput build)
    {
        string[] errors =
        [
            .. build.All.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Contains("error ", StringComparison.Ordinal)),
        ];
        return errors.FirstOrDefault(line =>
                line.Contains("NU1", StringComparison.Ordinal) && line.Contains("NBomber ", StringComparison.Ordinal)
            )
            ?? errors.FirstOrDefault(line => line.Contains("NU1", StringComparison.Ordinal))
            ?? errors.FirstOrDefault($"error : dotnet build ended with exit code {build.ExitCode}");
    }
}
