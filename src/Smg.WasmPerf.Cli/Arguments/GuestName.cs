using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>Finds the built-in guest that a user means.</summary>
internal static class GuestName
{
    /// <summary>
    /// The guest's whole name. The last part of a name will do: <c>rewrite</c> is <c>body-rewrite</c>, the first of those that end so.
    /// </summary>
    /// <param name="name">What the user wrote.</param>
    /// <param name="option">Where the user wrote it.</param>
    /// <exception cref="UsageException">The guest is unknown; the message names the known ones.</exception>
    public static string Resolve(string name, string option = "--guest")
    {
        string[] known =
        [
            .. Directory.GetDirectories(GuestLibrary.Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal),
        ];
        return known.Contains(name, StringComparer.Ordinal) ? name
            : name.Length > 0 && known.FirstOrDefault(one => one.EndsWith("-" + name, StringComparison.Ordinal)) is { } whole ? whole
            : throw new UsageException($"{option}: unknown guest '{name}'. Guests: {string.Join(", ", known)}");
    }
}
