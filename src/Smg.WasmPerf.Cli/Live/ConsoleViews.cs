namespace Smg.WasmPerf.Cli.Live;

/// <summary>Chooses how to show what is going on.</summary>
internal static class ConsoleViews
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    /// <summary>The view of this process's standard output.</summary>
    /// <param name="wantsLive">Whether the user lets it be live.</param>
    public static IConsoleView ForStandardOutput(bool wantsLive) =>
        Choose(Console.Out, isTerminal: !Console.IsOutputRedirected, wantsLive, Environment.GetEnvironmentVariable, Size);

    /// <summary>Chooses: live in a terminal that can do more than write, in colours unless <c>NO_COLOR</c> is set.</summary>
    /// <param name="output">Where it is shown.</param>
    /// <param name="isTerminal">Whether that is a terminal.</param>
    /// <param name="wantsLive">Whether the user lets it be live.</param>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <param name="size">The terminal's columns and lines.</param>
    public static IConsoleView Choose(
        TextWriter output,
        bool isTerminal,
        bool wantsLive,
        Func<string, string?> environment,
        Func<(int Width, int Height)> size
    )
    {
        bool isDumb = environment("TERM") is "dumb" || (environment("TERM") is null or "" && !OperatingSystem.IsWindows());
        return isTerminal && wantsLive && !isDumb
            ? new TerminalView(output, hasColors: string.IsNullOrEmpty(environment("NO_COLOR")), size)
            : new PlainView(output);
    }

    private static (int Width, int Height) Size()
    {
        // A terminal may say 0 of itself.
        int width = Console.WindowWidth;
        int height = Console.WindowHeight;
        return (width > 0 ? width : UsualWidth, height > 0 ? height : UsualHeight);
    }
}
