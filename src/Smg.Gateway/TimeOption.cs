using System.CommandLine;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Gateway;

/// <summary>Options of a command line whose value is a time.</summary>
internal static class TimeOption
{
    /// <summary>An option whose value is a whole number of milliseconds.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it is.</param>
    /// <param name="fallback">What holds without it.</param>
    public static Option<int> Create(string name, string description, int fallback) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => fallback,
            HelpName = "TIME",
            CustomParser = result =>
            {
                string text = result.Tokens[^1].Value;
                if (Milliseconds.Read(text) is { } ms && ms <= int.MaxValue && double.IsInteger(ms))
                {
                    return (int)ms;
                }

                result.AddError($"{name} is '{text}' but must be a time in whole milliseconds, for instance 500, 500ms or 30s");
                return 0;
            },
        };
}
