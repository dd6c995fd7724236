using Smg.WasmPerf.Environments;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Shell;

/// <summary>The checkout that this program was built from.</summary>
internal static class Repository
{
    private static readonly string? Checkout = LabCommand.IsTool ? null : FindRoot();

    /// <summary>The folder of the solution; the working folder for the tool, and for a program that was moved out of its
    /// checkout.</summary>
    public static string Root { get; } = Checkout ?? Environment.CurrentDirectory;

    /// <summary>What is measured: the checkout's commit, or the one that the tool was built from.</summary>
    public static GitCommit Commit => Checkout is null ? GitCommit.OfBuild(typeof(Repository).Assembly) : GitCommit.Of(Checkout);

    /// <summary>Refuses a command that works on the source tree where this program has none.</summary>
    /// <param name="command">The command, as it would be given to the script of a checkout.</param>
    /// <param name="need">What it does with the tree, as a verb and its object.</param>
    /// <exception cref="InvalidOperationException">The tree is absent; the message says where the command runs.</exception>
    public static void ThrowIfAbsent(string command, string need)
    {
        if (Checkout is null)
        {
            throw new InvalidOperationException(
                $"'{command}' {need} from the source tree of Smg.WasmPerf, which this installation does not have: "
                    + $"clone the repository and run './run-bench.sh {command}' there"
            );
        }
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Smg.WasmPerf.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
