using System.Buffers;

namespace Smg.WasmPerf.Cli.Shell;

/// <summary>Writes a command as a shell reads it.</summary>
internal static class ShellCommand
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+=,@%"
    );

    /// <summary>A program and its arguments, quoted where a shell would take them for something else.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Of(string program, IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote).Prepend(program));

    private static string Quote(string argument) =>
        argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(Plain)
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
