using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Load.Engines;

/// <summary>Which engine drives load scenarios: options of the command <c>load</c>.</summary>
internal sealed class EngineOptions
{
    private static readonly Dictionary<string, LoadEngineKind> Kinds = new()
    {
        ["own"] = LoadEngineKind.Own,
        ["nbomber"] = LoadEngineKind.NBomber,
        ["both"] = LoadEngineKind.Both,
    };

    private readonly Option<string> _engine = new("--engine")
    {
        Description =
            "Load engine: own, nbomber (NBomber 4.1.2, where a NuGet source has it), or both in turn with a table of what "
            + "each counted.",
        DefaultValueFactory = _ => "own",
        HelpName = "ENGINE",
    };

    private readonly Option<string?> _source = new("--source")
    {
        Description =
            $"A NuGet source that has NBomber 4.1.2, beside those of this machine: a folder or a feed's address (default: "
            + $"{NBomberBuild.SourceVariable} in the environment).",
        HelpName = "DIR|URL",
    };

    /// <summary>The options.</summary>
    public Option[] All => [_engine, _source];

    /// <summary>Reads which engine is asked for.</summary>
    /// <exception cref="UsageException">The engine is unknown, its source does not exist, or other options need the lab's own
    /// engine.</exception>
    public RunPlan Apply(ParseResult parse, RunPlan plan)
    {
        if (!parse.CommandResult.Command.Options.Contains(_engine))
        {
            return plan;
        }

        string name = parse.GetValue(_engine)!;
        if (!Kinds.TryGetValue(name, out LoadEngineKind kind))
        {
            throw new UsageException(
                $"--engine is '{name}' but must be {string.Join(", ", Kinds.Keys.SkipLast(1))} or {Kinds.Keys.Last()}"
            );
        }

        string? source = Source(parse.GetValue(_source), kind);
        return kind == LoadEngineKind.Own ? plan : Check(plan with { Engine = kind, EngineSource = source });
    }

    private static string? Source(string? given, LoadEngineKind kind)
    {
        if (given is not null && kind == LoadEngineKind.Own)
        {
            throw new UsageException("--source is for NBomber: add --engine nbomber or --engine both");
        }

        string? source = given ?? Environment.GetEnvironmentVariable(NBomberBuild.SourceVariable);
        if (string.IsNullOrWhiteSpace(source) || kind == LoadEngineKind.Own)
        {
            return null;
        }

        return Uri.TryCreate(source, UriKind.Absolute, out Uri? address) && !address.IsFile ? source
            : Directory.Exists(source) ? Path.GetFullPath(source)
            : throw new UsageException(
                $"{(given is null ? NBomberBuild.SourceVariable : "--source")}: {source} is neither a folder nor a feed's address"
            );
    }

    private static RunPlan Check(RunPlan plan)
    {
        string? needsOwn =
            plan.Thresholds.Count > 0 ? "--max-p99 and --max-failed need"
            : plan.Shard.Count > 1 ? "--shard needs"
            : plan.StartAt is not null ? "--start-at needs"
            : plan.Diagnostics ? "--diagnostics needs"
            : plan.Trace ? "--trace needs"
            : plan.Options.PhaseTimings ? "--phases needs"
            : null;
        return needsOwn is null ? plan : throw new UsageException($"{needsOwn} --engine own: NBomber does not support it");
    }
}
