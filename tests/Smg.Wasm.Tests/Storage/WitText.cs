using System.Text.RegularExpressions;

namespace Smg.Wasm.Tests.Storage;

/// <summary>The contract as it is written.</summary>
internal static partial class WitText
{
    /// <summary>The cases of the enum of operations, in order.</summary>
    public static string[] Operations
    {
        get
        {
            string cases = Enumeration().Match(File.ReadAllText(Find("wit/smg-storage.wit"))).Groups[1].Value;
            return [.. cases.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        }
    }

    private static string Find(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, path)))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, path);
    }

    [GeneratedRegex(@"enum operation \{([^}]*)\}")]
    private static partial Regex Enumeration();
}
