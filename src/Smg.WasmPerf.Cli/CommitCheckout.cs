using System.ComponentModel;
using System.Diagnostics;

namespace Smg.WasmPerf.Cli;

/// <summary>A commit in a working tree of its own, with its own harness. Disposing removes the tree.</summary>
internal sealed class CommitCheckout : IDisposable
{
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
    /// <exception cref="UsageException">There is no such commit, or it has no harness.</exception>
    public static CommitCheckout Of(string name)
    {
        if (name.StartsWith('-') || Run("git", ["rev-parse", "--verify", "--quiet", name + "^{commit}"], Repository.Root) is not { ExitCode: 0 } found)
        {
            throw new UsageException($"--commits: git knows no commit '{name}' in {Repository.Root}");
        }

        string commit = found.Output.Trim();
        CommitCheckout checkout = new(commit, Path.Combine(Path.GetTempPath(), $"smg-wasmperf-{commit[..12]}-{Guid.NewGuid():N}"[..48]));
        if (Run("git", ["worktree", "add", "--quiet", "--detach", checkout._folder, commit], Repository.Root) is { ExitCode: not 0 } failed)
        {
            throw new InvalidOperationException($"git cannot check out {commit}: {failed.LastLine}");
        }

        if (File.Exists(Path.Combine(checkout._folder, "run-bench.sh")))
        {
            return checkout;
        }

        checkout.Dispose();
        throw new UsageException($"--commits: {name} has no run-bench.sh");
    }

    /// <summary>Runs the commit's gates.</summary>
    /// <param name="filter">A glob over their names; null for all.</param>
    /// <param name="outFolder">Where its results go.</param>
    /// <exception cref="InvalidOperationException">They did not run; the message has the last line that was said.</exception>
    public void RunGates(string? filter, string outFolder)
    {
        (int code, string output, string lastLine) = Run(
            Path.Combine(_folder, "run-bench.sh"), ["gate", "--out", outFolder, .. filter is null ? Array.Empty<string>() : ["--filter", filter]], _folder);
        if (code is not (ExitCode.Passed or ExitCode.GateFailed or ExitCode.Undecided))
        {
            throw new InvalidOperationException($"the gates of {Commit} did not run (exit code {code}): {lastLine}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Run("git", ["worktree", "remove", "--force", _folder], Repository.Root);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} cannot be started");
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"--commits needs {start.FileName}, which cannot be started: {e.Message}", e);
        }
    }

    private static (int ExitCode, string Output, string LastLine) Run(string file, IEnumerable<string> arguments, string directory)
    {
        ProcessStartInfo start = new(file, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Start(start);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string[] lines = (output + error.Result).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (process.ExitCode, output, lines.Length == 0 ? "it said nothing" : lines[^1]);
    }
}
