using System.CommandLine;
using System.Globalization;

namespace Smg.WasmPerf.Cli;

/// <summary>The option <c>--max-lateness</c>: how late an open model's arrivals may be before its row is not a result.</summary>
internal sealed class MaxLatenessOption
{
    private const double LongestUs = 60e6;

    private static readonly (string Suffix, double Us)[] Units = [("us", 1), ("µs", 1), ("ms", 1e3), ("s", 1e6)];

    /// <summary>The option.</summary>
    public Option<string?> Option { get; } = new("--max-lateness")
    {
        Description = "How late arrivals may be (p99) before a row is not a result, for instance 5ms. Default: half of the row's own p99, and at least 1ms.",
        HelpName = "TIME",
    };

    /// <summary>The limit; null where none was given.</summary>
    /// <exception cref="UsageException">It is not a time in range.</exception>
    public TimeSpan? Read(ParseResult parse) => parse.GetValue(Option) is not { } text ? null
        : Parse(text) ?? throw new UsageException($"--max-lateness is '{text}' but takes a time from 1us to 60s, for instance 500us, 5ms or 1s");

    /// <summary>A time from 1 µs to 60 s with its unit; null for anything else.</summary>
    internal static TimeSpan? Parse(string text)
    {
        foreach ((string suffix, double us) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
                && value * us is >= 1 and <= LongestUs)
            {
                return TimeSpan.FromMicroseconds(value * us);
            }
        }

        return null;
    }
}
