using System.Globalization;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Gateway.Simulator;

/// <summary>
/// One setting of an upstream by its name: on a command line <c>--upstream-NAME</c>, for one request the header <c>x-upstream-NAME</c> or
/// <c>NAME</c> in the query.
/// </summary>
public sealed class UpstreamSetting
{
    private const int MaxTokens = 100_000;
    private const int MaxAnswerBytes = 1 << 30;

    private readonly Func<UpstreamSettings, string, UpstreamSettings?> _apply;

    private UpstreamSetting(string name, string form, string description, Func<UpstreamSettings, string, UpstreamSettings?> apply)
    {
        Name = name;
        Form = form;
        Description = description;
        _apply = apply;
        Header = "x-upstream-" + name;
    }

    /// <summary>All settings.</summary>
    public static IReadOnlyList<UpstreamSetting> All { get; } =
    [
        new(
            "latency",
            LatencyDistribution.Forms,
            "Wait before an answer, or before the first token of a stream",
            (settings, text) =>
                LatencyDistribution.TryParse(text, out LatencyDistribution? latency) ? settings with { Latency = latency! } : null
        ),
        Integer("tokens", 0, MaxTokens, "Number of tokens of an answer", (settings, value) => settings with { Tokens = value }),
        Integer(
            "answer-bytes",
            0,
            MaxAnswerBytes,
            "Size of an answer's text in bytes; 0 for four bytes per token",
            (settings, value) => settings with { AnswerBytes = value }
        ),
        Time(
            "token-interval",
            60_000,
            "Milliseconds from one token of a stream to the next, or a time with its unit",
            (settings, value) => settings with { TokenIntervalMs = value }
        ),
        Integer("error-status", 400, 599, "The status of errors", (settings, value) => settings with { ErrorStatus = value }),
        Real("error-rate", 1, "Share of the requests that get an error", (settings, value) => settings with { ErrorRate = value }),
        Real("abort-rate", 1, "Share of the requests whose connection is cut", (settings, value) => settings with { AbortRate = value }),
    ];

    /// <summary>The name, for instance <c>token-interval</c>.</summary>
    public string Name { get; }

    /// <summary>What a value looks like.</summary>
    public string Form { get; }

    /// <summary>What it decides, without a full stop.</summary>
    public string Description { get; }

    /// <summary>The header that sets it for one request.</summary>
    public string Header { get; }

    /// <summary>Sets a value.</summary>
    /// <param name="settings">What is changed.</param>
    /// <param name="text">The value.</param>
    /// <returns>The changed settings; null when the text is not a value.</returns>
    public UpstreamSettings? Apply(UpstreamSettings settings, string text) => _apply(settings, text);

    /// <summary>What is wrong with a value, in one sentence without a full stop.</summary>
    /// <param name="text">The value.</param>
    public string Error(string text) => $"{Name} is '{text}' but must be {Form}";

    /// <summary>The settings of one request.</summary>
    /// <param name="settings">Those of the upstream.</param>
    /// <param name="request">The request, which may have its own.</param>
    /// <param name="error">What is wrong with the request's; null when nothing is.</param>
    internal static UpstreamSettings Of(UpstreamSettings settings, HttpRequest request, out string? error)
    {
        error = null;
        foreach (UpstreamSetting setting in All)
        {
            if (setting.ValueOf(request) is not { } text)
            {
                continue;
            }

            if (setting.Apply(settings, text) is not { } changed)
            {
                error = setting.Error(text);
                return settings;
            }

            settings = changed;
        }

        return settings;
    }

    private string? ValueOf(HttpRequest request) =>
        request.QueryString.HasValue && request.Query.TryGetValue(Name, out StringValues query) ? query[^1]
        : request.Headers.TryGetValue(Header, out StringValues header) ? header[^1]
        : null;

    private static UpstreamSetting Integer(
        string name,
        int min,
        int max,
        string description,
        Func<UpstreamSettings, int, UpstreamSettings> set
    ) =>
        new(
            name,
            $"{min} to {max}",
            description,
            (settings, text) =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
                    ? set(settings, value)
                    : null
        );

    private static UpstreamSetting Time(
        string name,
        double max,
        string description,
        Func<UpstreamSettings, double, UpstreamSettings> set
    ) =>
        new(
            name,
            string.Create(CultureInfo.InvariantCulture, $"0 to {max}"),
            description,
            (settings, text) => Milliseconds.Read(text) is { } ms && ms <= max ? set(settings, ms) : null
        );

    private static UpstreamSetting Real(
        string name,
        double max,
        string description,
        Func<UpstreamSettings, double, UpstreamSettings> set
    ) =>
        new(
            name,
            string.Create(CultureInfo.InvariantCulture, $"0 to {max}"),
            description,
            (settings, text) =>
                double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value <= max
                    ? set(settings, value)
                    : null
        );
}
