using System.CommandLine;

namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>Makes commands in one expression, and asks a command line what it gives.</summary>
internal static class CommandExtensions
{
    /// <summary>Adds options.</summary>
    public static T Taking<T>(this T command, params IEnumerable<Option> options)
        where T : Command
    {
        foreach (Option option in options)
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>Whether the user gave an option, rather than its default.</summary>
    public static bool IsGiven(this ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>Sets what the command does.</summary>
    public static Command Running(this Command command, Func<ParseResult, int> action)
    {
        command.SetAction(action);
        return command;
    }

    /// <inheritdoc cref="Running(Command, Func{ParseResult, int})"/>
    public static Command Running(this Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction(action);
        return command;
    }
}
