using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>The program: a command line becomes an exit code, and whatever goes wrong one line.</summary>
internal static class CliProgram
{
    private static readonly TimeSpan ReportTime = TimeSpan.FromSeconds(10);

    /// <summary>Runs a command line.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // The terminal is looked at while there are files to open: where they run out later, what went wrong can still be said.
        TextWriter errors = Console.Error;
        Console.OpenStandardError().Write([]);

        // A number reads and is read the same on every machine.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Status status = new(StatusViews.ForStandardOutput(wantsLive: true));
        RunSessions sessions = new(status);
        AppDomain.CurrentDomain.UnhandledException += (_, e) => Environment.Exit(Fail(new(status, sessions, errors), (Exception)e.ExceptionObject));
        using Interruption interruption = new(status, sessions, ProcessEnd.Real);
        int code;
        try
        {
            code = await InvokeAsync(args, status, sessions, interruption).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            code = interruption.HasBegun ? ExitCode.CannotRun : Fail(new(status, sessions, errors), e);
        }

        interruption.Unwound();
        return code;
    }

    private static Task<int> InvokeAsync(string[] args, Status status, RunSessions sessions, Interruption interruption)
    {
        OpenFiles.ThrowIfTooFew();
        CommandTree commands = new();
        RootCommand root = commands.Build(new CommandHandlers(status, sessions, interruption));
        ParseResult parse = root.Parse(args);
        if (CommandTree.FirstError(parse) is { } error)
        {
            throw new UsageException(error);
        }

        if (!commands.WantsLive(parse))
        {
            status.Use(StatusViews.ForStandardOutput(wantsLive: false));
        }

        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return parse.Action is HelpAction
            ? HelpAsync(parse, configuration, interruption.Token)
            : parse.InvokeAsync(configuration, interruption.Token);
    }

    /// <summary>Prints the help with the name that the program was started by.</summary>
    private static async Task<int> HelpAsync(ParseResult parse, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        using StringWriter help = new(CultureInfo.InvariantCulture);
        configuration.Output = help;
        int code = await parse.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteAsync(help.ToString().Replace($"  {RootCommand.ExecutableName}", $"  {Invocation.Name}", StringComparison.Ordinal)).ConfigureAwait(false);
        return code;
    }

    private static int Fail(Ending ending, Exception exception)
    {
        (int code, string message) = Describe(exception);
        string? partial = null;
        try
        {
            partial = ending.Sessions.Fail(ReportTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            message += $" The results cannot be written: {e.Message}";
        }

        ending.Status.Close();
        ending.Errors.WriteLine($"{Path.GetFileNameWithoutExtension(Invocation.Name)}: {message}{(partial is null ? "" : $" {partial}")}");
        return code;
    }

    /// <summary>The exit code and the line for whatever was thrown. What nobody foresaw is named by its type: it is a fault of this program.</summary>
    private static (int Code, string Message) Describe(Exception exception) => exception switch
    {
        UsageException e => (ExitCode.Usage, $"{e.Message}. Try '{Invocation.Name} --help'."),
        OptionsException e => (ExitCode.Usage, $"{e.Message} Try '{Invocation.Name} list'."),
        ResultsFileException e => (ExitCode.Usage, e.Message),
        InvalidOperationException or DllNotFoundException or NotSupportedException or IOException or UnauthorizedAccessException or TypeInitializationException
            => (ExitCode.CannotRun, $"cannot run here: {OneLine(exception.GetBaseException().Message)}"),
        OperationCanceledException => (ExitCode.CannotRun, "cancelled."),
        _ => (ExitCode.CannotRun, $"cannot run here: unexpected {exception.GetBaseException().GetType().Name}: {OneLine(exception.GetBaseException().Message)}"),
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>What a failure needs to be reported and kept.</summary>
    private sealed record Ending(Status Status, RunSessions Sessions, TextWriter Errors);
}
