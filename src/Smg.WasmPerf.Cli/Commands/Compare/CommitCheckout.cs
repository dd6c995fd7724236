using System.ComponentModel;
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
            throw new UsageException($"--commits: unknown commit '{name}' in {Repository.Root}");
        }

        string commit = found.Output.Trim();
        CommitCheckout checkout = new(commit, Path.Combine(Path.GetTempPath(), $"smg-wasmperf-{commit[..12]}-{Guid.NewGuid():N}"[..48]));
        if (
            Run("git", ["worktree", "add", "--quiet", "--detach", checkout._folder, commit], Repository.Root, cancellationToken) is
            { ExitCode: not 0 } failed
        )
        {
            checkout.Dispose();
            throw new InvalidOperationException($"git cannot check out {commit}: {failed.LastLine}");
        }

        return checkout;
    }

    /// <summary>Builds this tree's call timer with the commit's runtime.</summary>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <returns>The path of its assembly.</returns>
    /// <exception cref="InvalidOperationException">It cannot be built; the message names the commit and the first error.</exception>
    public string BuildCallTimer(CancellationToken cancellationToken)
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

        string output = Path.Combine(_folder, "call-timer");
        (int code, string text, string lastLine) = Run(
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
        if (code != 0)
        {
            string error = text.Split('\n').FirstOrDefault(line => line.Contains(": error ", StringComparison.Ordinal))?.Trim() ?? lastLine;
            throw new InvalidOperationException(
                $"--commits: the call timer does not build with {Commit[..12]}, so its calls cannot be measured: {error}. Where "
                    + $"that commit's gates do, compare those: --rounds 2 --filter '*_*'"
            );
        }

        return Path.Combine(output, "smg-wasmperf-calltimer.dll");
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

        (int code, string output, string lastLine) = Run(
            Path.Combine(_folder, "run-bench.sh"),
            ["gate", "--out", outFolder, .. filter is null ? Array.Empty<string>() : ["--filter", filter]],
            _folder,
            cancellationToken
        );
        if (code is not (ExitCode.Passed or ExitCode.GateFailed or ExitCode.Undecided))
        {
            throw new InvalidOperationException($"the gates of {Commit} did not run (exit code {code}): {lastLine}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Run("git", ["worktree", "remove", "--force", _folder], Repository.Root, CancellationToken.None);

    private static (int ExitCode, string Output, string LastLine) Run(
        string file,
        IEnumerable<string> arguments,
        string directory,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        ProcessStartInfo start = new(file, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Start(start);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static process => ((Process)process!).Kill(entireProcessTree: true),
            process
        );
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        string[] lines = (output + error.Result).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (process.ExitCode, output, lines.Length == 0 ? "it wrote nothing" : lines[^1]);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"{start.FileName} cannot be started: install it, or put it on the PATH");
        }
    }
}
