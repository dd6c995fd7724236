using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>The program: a command line becomes an exit code, and whatever goes wrong one line.</summary>
/// <param name="console">Shows what is going on.</param>
/// <param name="output">Takes what a command prints as its answer.</param>
/// <param name="errors">Takes what went wrong.</param>
internal sealed class CliProgram(RunConsole console, TextWriter output, TextWriter errors)
{
    private static readonly TimeSpan ReportTime = TimeSpan.FromSeconds(10);

    private readonly RunSessions _sessions = new(console);

    /// <summary>Runs the command line of this process.</summary>
    /// <param name="args">The command line.</param>
    public static Task<int> RunAsync(string[] args)
    {
        // The terminal is looked at while there are files to open: where they run out later, what went wrong can still be said.
        TextWriter errors = Console.Error;
        Console.OpenStandardError().Write([]);

        // A number reads and is read the same on every machine.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (Console.IsOutputRedirected)
        {
            Console.SetOut(AnswerStream.OpenWriter());
        }

        RunConsole console = new(ConsoleViews.ForStandardOutput(wantsLive: true), new PlainView(errors));
        CliProgram program = new(console, Console.Out, errors);
        AppDomain.CurrentDomain.UnhandledException += (_, e) => Environment.Exit(program.Fail((Exception)e.ExceptionObject));
        return program.RunAsync(args, ProcessEnd.Real);
    }

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="end">How a signal ends the process.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args, ProcessEnd end)
    {
        using Interruption interruption = new(console, _sessions, end);
        int code;
        try
        {
            code = await InvokeAsync(args, interruption).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            code = interruption.HasBegun ? ExitCode.CannotRun : Fail(e);
        }

        interruption.Unwound();
        return code;
    }

    private Task<int> InvokeAsync(string[] args, Interruption interruption)
    {
        OpenFiles.ThrowIfTooFew();
        WorkingFolder.ThrowIfGone();
        CommandTree commands = new();
        ParseResult parse = commands.Build(new RunServices(console, _sessions, interruption, output)).Parse(args);
        if (CommandTree.FirstError(parse) is { } error)
        {
            throw new UsageException(error);
        }

        if (!commands.WantsLive(parse))
        {
            console.Use(new PlainView(output));
        }

        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return parse.Action is HelpAction
            ? HelpAsync(parse, configuration, interruption.Token)
            : parse.InvokeAsync(configuration, interruption.Token);
    }

    /// <summary>Prints the help with the name that the program was started by.</summary>
    private async Task<int> HelpAsync(ParseResult parse, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        using StringWriter help = new(CultureInfo.InvariantCulture);
        configuration.Output = help;
        int code = await parse.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        await output
            .WriteAsync(help.ToString().Replace($"  {RootCommand.ExecutableName}", $"  {Invocation.Name}", StringComparison.Ordinal))
            .ConfigureAwait(false);
        return code;
    }

    private int Fail(Exception exception)
    {
        (int code, string message) = Describe(exception);
        string? partial = null;
        try
        {
            partial = _sessions.Fail(ReportTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            message += $" The results cannot be written: {e.Message}";
        }

        console.Close();
        string name = Path.GetFileNameWithoutExtension(Invocation.Name);
        ErrorLine.Write(errors, $"{name}: {message}{(partial is null ? "" : $" {partial}")}");
        return code;
    }

    /// <summary>
    /// The exit code and the line for whatever was thrown. What nobody foresaw is named by its type: it is a fault of this program.
    /// </summary>
    private static (int Code, string Message) Describe(Exception exception) =>
        exception switch
        {
            UsageException e => (ExitCode.Usage, $"{e.Message}. Try '{Invocation.Name} --help'."),
            OptionsException e => (ExitCode.Usage, $"{e.Message} Try '{Invocation.Name} list'."),
            ResultsFileException e => (ExitCode.Usage, e.Message),
            InvalidOperationException
            or DllNotFoundException
            or NotSupportedException
            or IOException
            or UnauthorizedAccessException
            or TypeInitializationException => (ExitCode.CannotRun, $"cannot run here: {OneLine(Cause(exception).Message)}"),
            OperationCanceledException => (ExitCode.CannotRun, "cancelled."),
            _ => (
                ExitCode.CannotRun,
                $"cannot run here: unexpected {exception.GetBaseException().GetType().Name}: "
                    + $"{OneLine(exception.GetBaseException().Message)}"
            ),
        };

    /// <summary>
    /// What was thrown; where a type's initializer failed, what the initializer threw. Other exceptions name their cause themselves.
    /// </summary>
    private static Exception Cause(Exception exception) =>
        exception is TypeInitializationException ? exception.GetBaseException() : exception;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
