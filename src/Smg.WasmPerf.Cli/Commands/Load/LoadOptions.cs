using System.CommandLine;
using System.Globalization;
using Smg.Load.Scenarios;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Load.Engines;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Load;

/// <summary>What the command <c>load</c> alone can be asked for: limits, shards, a common start and another engine.</summary>
internal sealed class LoadOptions
{
    private readonly Option<TimeSpan?> _maxP99 = UnitOptions.Time(
        "--max-p99",
        "Stops a load scenario when its p99 response time exceeds this for three seconds in a row; exits with 1.",
        CommonOptions.ThresholdRange
    );
    private readonly Option<double?> _maxFailed = UnitOptions.Percent(
        "--max-failed",
        "Stops a load scenario when a larger share of its requests fails, for three seconds in a row; exits with 1.",
        new(0, 99.9)
    );
    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Generates one of N parts of the load. Other processes generate the rest at the same time, and 'merge' adds them.",
        HelpName = "I/N",
    };
    private readonly Option<string?> _startAt = new("--start-at")
    {
        Description = "When to start, the same for all shards, for instance 2026-11-23T10:00:00Z.",
        HelpName = "TIME",
    };
    private readonly EngineOptions _engine = new();

    /// <summary>The options.</summary>
    public Option[] All => [_maxP99, _maxFailed, _shard, _startAt, .. _engine.All];

    /// <summary>The plan with what was asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="plan">The plan.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public RunPlan Apply(ParseResult parse, RunPlan plan) =>
        _engine.Apply(
            parse,
            plan with
            {
                Thresholds = [.. ReadThresholds(parse)],
                Shard = ReadShard(parse.GetValue(_shard)),
                StartAt = ReadStart(parse.GetValue(_startAt)),
            }
        );

    private IEnumerable<Threshold> ReadThresholds(ParseResult parse)
    {
        if (parse.GetValue(_maxP99) is { } p99)
        {
            yield return Threshold.MaxP99(p99);
        }

        if (parse.GetValue(_maxFailed) is { } failed)
        {
            yield return Threshold.MaxFailShare(failed / 100);
        }
    }

    private static Shard ReadShard(string? text) =>
        text is null ? Shard.Whole
        : Shard.TryParse(text, out Shard? shard) ? shard
        : throw new UsageException($"--shard is '{text}' but must be NUMBER/COUNT with a count of at most 10000, for instance 2/3");

    private static DateTimeOffset? ReadStart(string? text) =>
        text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start) ? start
        : throw new UsageException($"--start-at is '{text}' but must be a time, for instance 2026-11-23T10:00:00Z");
}
