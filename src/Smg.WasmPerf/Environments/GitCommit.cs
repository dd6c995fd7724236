using System.Reflection;

namespace Smg.WasmPerf.Environments;

/// <summary>The commit that a directory's working tree has checked out.</summary>
/// <param name="Hash">The full hash; <c>unknown</c> outside a repository.</param>
/// <param name="Dirty">True when the working tree differs from the commit; null where git cannot be asked.</param>
public sealed record GitCommit(string Hash, bool? Dirty)
{
    /// <summary>What is said outside a repository.</summary>
    public static GitCommit Unknown { get; } = new("unknown", null);

    /// <summary>The commit that an assembly was built from, as the SDK leaves it in the assembly's version. Whether the tree differed
    /// from it is not known.</summary>
    /// <param name="assembly">The assembly.</param>
    public static GitCommit OfBuild(Assembly assembly)
    {
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return version.Split('+', 2) is [_, { Length: > 0 } hash] ? new GitCommit(hash, null) : Unknown;
    }

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
