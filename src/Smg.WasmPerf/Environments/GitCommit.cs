namespace Smg.WasmPerf.Environments;

/// <summary>The commit a directory's working tree stands on.</summary>
/// <param name="Hash">The full hash; <c>unknown</c> outside a repository.</param>
/// <param name="Dirty">True when the working tree differs from the commit; null where git cannot be asked.</param>
public sealed record GitCommit(string Hash, bool? Dirty)
{
    /// <summary>What is said outside a repository.</summary>
    public static GitCommit Unknown { get; } = new("unknown", null);

    /// <summary>Asks <c>git</c>, waiting no more than a few seconds.</summary>
    /// <param name="directory">A directory, in a repository or not.</param>
    public static GitCommit Of(string directory)
    {
        string? hash = ShortCommand.TryRun("git", ["rev-parse", "--verify", "HEAD"], directory);
        if (string.IsNullOrEmpty(hash))
        {
            return Unknown;
        }

        string? status = ShortCommand.TryRun("git", ["status", "--porcelain"], directory);
        return new GitCommit(hash, status is null ? null : status.Length > 0);
    }
}
