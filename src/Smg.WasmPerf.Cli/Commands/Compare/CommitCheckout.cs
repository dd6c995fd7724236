using System.Diagnostics;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>A commit in its own working tree, with its own harness. Disposing removes the tree.</summary>
internal sealed class CommitCheckout : IDisposable
{
    private const string CallTimer = "Smg.WasmPerf.CallTimer";

    private readonly string _folder;

    private CommitCheckout(string commit, string folder)
    {
        Commit = commit;
        _folder = folder;
    }

    /// <summary>The commit's full name.</summary>
    public string Commit { get; }

    /// <summary>Checks a commit out.</summary>
    /// <param name="name">The commit, as git names commits.</param>
    /// <param name="cancellationToken">Ends what is running.</param>
    /// <exception cref="UsageException">git knows no such commit.</exception>
    /// <exception cref="InvalidOperationException">git is missing, or cannot check the commit out.</exception>
    public static CommitCheckout Of(string name, CancellationToken cancellationToken = default)
    {
        if (
            name.StartsWith('-')
            || Run("git", ["rev-parse", "--verify", "--quiet", name + "^{commit}"], Repository.Root, cancellationToken)
                is not { ExitCode: 0 } found
        )
        {
            throw Unknown(name, cancellationToken);
        }

        string commit = found.Text.Trim();
        CommitCheckout checkout = new(commit, Path.Combine(Path.GetTempPath(), $"smg-wasmperf-{commit[..12]}-{Guid.NewGuid():N}"[..48]));
        bool isThere = false;
        try
        {
            ProgramOutput added = Run(
                "git",
                ["worktree", "add", "--quiet", "--detach", checkout._folder, commit],
                Repository.Root,
                cancellationToken
            );
            isThere = added.ExitCode == 0;
            return isThere ? checkout : throw new InvalidOperationException($"git cannot check out {commit}: {added.LastLine}");
        }
        finally
        {
            if (!isThere)
            {
                checkout.Dispose();
            }
        }
    }

    /// <summary>Builds this tree's call timer with the commit's runtime.</summary>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <returns>The path of its assembly.</returns>
    /// <exception cref="InvalidOperationException">It cannot be built; the message names the commit and the first error.</exception>
    public string BuildCallTimer(CancellationToken cancellationToken)
    {
        string target = CopyCallTimer();
        string output = Path.Combine(_folder, "call-timer");
        ProgramOutput build = Run(
            "dotnet",
            [
                "build",
                target,
                "-c",
                "Release",
                "-o",
                output,
                "-v",
                "quiet",
                "--nologo",
                "-nodeReuse:false",
                "-p:UseSharedCompilation=false",
                "-p:TreatWarningsAsErrors=false",
            ],
            _folder,
            cancellationToken
        );
        if (build.ExitCode != 0)
        {
            string error =
                build.Text.Split('\n').FirstOrDefault(line => line.Contains(": error ", StringComparison.Ordinal))?.Trim()
                ?? build.LastLine;
            throw new InvalidOperationException(
                $"--commits: the call timer does not build with {Commit[..12]}, so its calls cannot be measured: {error}. Where "
                    + $"that commit's gates do, compare those: --rounds 2 --filter '*_*'"
            );
        }

        return Path.Combine(output, "smg-wasmperf-calltimer.dll");
    }

    /// <summary>Copies this tree's call timer beside the commit's runtime.</summary>
    /// <returns>The copy's folder.</returns>
    private string CopyCallTimer()
    {
        string source = Path.Combine(Repository.Root, "src", CallTimer);
        string target = Path.Combine(_folder, "src", CallTimer);
        if (!Directory.Exists(Path.Combine(_folder, "src", "Smg.Wasm")))
        {
            throw new InvalidOperationException($"--commits: {Commit[..12]} has no src/Smg.Wasm: its calls cannot be measured");
        }

        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(source).Where(file => Path.GetExtension(file) is ".cs" or ".csproj"))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return target;
    }

    /// <summary>Runs the commit's gates.</summary>
    /// <param name="filter">A glob over their names; null for all.</param>
    /// <param name="outFolder">Where its results go.</param>
    /// <param name="cancellationToken">Ends them.</param>
    /// <exception cref="InvalidOperationException">They did not run; the message has the last line that was said.</exception>
    public void RunGates(string? filter, string outFolder, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(_folder, "run-bench.sh")))
        {
            throw new InvalidOperationException($"--commits: {Commit[..12]} has no run-bench.sh, so its gates cannot be run");
        }

        ProgramOutput gates = Run(
            Path.Combine(_folder, "run-bench.sh"),
            ["gate", "--out", outFolder, .. filter is null ? Array.Empty<string>() : ["--filter", filter]],
            _folder,
            cancellationToken
        );
        if (gates.ExitCode is not (ExitCode.Passed or ExitCode.GateFailed or ExitCode.Undecided))
        {
            throw new InvalidOperationException($"the gates of {Commit} did not run (exit code {gates.ExitCode}): {gates.LastLine}");
        }
    }

    /// <summary>Removes the tree, and one that git had not finished, which it holds locked.</summary>
    public void Dispose() => Run("git", ["worktree", "remove", "--force", "--force", _folder], Repository.Root, CancellationToken.None);

    /// <summary>Why git knows no such commit: nothing of it is read, only a part of it is here, or the name is wrong.</summary>
    private static Exception Unknown(string name, CancellationToken cancellationToken)
    {
        ProgramOutput repository = Run("git", ["rev-parse", "--is-shallow-repository"], Repository.Root, cancellationToken);
        return repository.ExitCode != 0
                ? new InvalidOperationException($"git cannot read the repository in {Repository.Root}: {FirstLine(repository.Errors)}")
            : repository.Text.Trim() == "true"
                ? new UsageException(
                    $"--commits: unknown commit '{name}' in {Repository.Root}, a shallow clone: 'git fetch --unshallow' gets all commits"
                )
            : new UsageException($"--commits: unknown commit '{name}' in {Repository.Root}");
    }

    private static string FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault("it gave no reason");

    private static ProgramOutput Run(string file, IEnumerable<string> arguments, string directory, CancellationToken cancellationToken) =>
        ProgramOutput.Of(new ProcessStartInfo(file, arguments) { WorkingDirectory = directory }, cancellationToken);
}
