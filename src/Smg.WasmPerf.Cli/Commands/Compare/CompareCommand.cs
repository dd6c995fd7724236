using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Gates;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>The command <c>compare</c>: its options, and how they become a plan.</summary>
/// <param name="common">Options that other commands have too, and that apply to both sides.</param>
internal sealed class CompareCommand(CommonOptions common)
{
    private const int DefaultSeconds = 60;
    private const int MostRounds = 50;
    private const double DefaultEffectPercent = 3;
    private const double MaxEffectPercent = 1000;

    private static readonly TimeSpan CommitBudget = TimeSpan.FromMinutes(4);

    private readonly Argument<string[]> _files = new("FILES")
    {
        Description = "Two results.json files: A, then B.",
        HelpName = "A.json B.json",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<double?> _effect = UnitOptions.Percent(
        "--min-effect",
        "Smallest effect of interest, in percent. A smaller difference counts as the same.",
        new(0, MaxEffectPercent, DefaultEffectPercent)
    );
    private readonly Option<bool> _force = new("--force")
    {
        Description = "Files: compares them even where host, processor, cores or options differ.",
    };
    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Files and commits: exits with 4 when a row is undecided and none is slower.",
    };
    private readonly Option<string?> _markdown = new("--markdown")
    {
        Description = "Files and commits: also writes the comparison as Markdown, for a pull request's comment.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _commits = new("--commits")
    {
        Description = "Two commits: the runtime of each is built beside this tree, and their calls are interleaved.",
        HelpName = "A B",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int> _rounds = UnitOptions.Whole(
        "--rounds",
        "Commits: also runs each commit's gates this many times, about 90 s each; 0 for call times alone.",
        new(0, MostRounds, 0)
    );
    private readonly Option<string?> _gates = new("--filter")
    {
        Description = "Commits: only calls and gates whose names match.",
        HelpName = "GLOB",
    };

    private readonly Option<string[]> _a = new("--a")
    {
        Description = "Options of the A side. Defaults to the common options.",
        HelpName = "NAME=VALUE[,...]",
    };
    private readonly Option<string[]> _b = new("--b")
    {
        Description = "Options of the B side. Defaults to the common options.",
        HelpName = "NAME=VALUE[,...]",
    };
    private readonly Option<string> _guest = new("--guest")
    {
        Description = "The built-in guest that is called; the last part of its name is enough.",
        DefaultValueFactory = _ => "auth",
        HelpName = "NAME",
    };
    private readonly Option<TimeSpan?> _for = UnitOptions.Time(
        "--for",
        "Longest time to measure; an undecided comparison uses all of it. Commits: defaults to 4m, not counting the builds.",
        new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), TimeSpan.FromSeconds(1), "30s or 5m")
        {
            Default = TimeSpan.FromSeconds(DefaultSeconds),
        }
    );

    private Option[] Shared =>
        [common.Out, common.Overwrite, common.Assignments, common.OptionsFile, common.Module, common.Attach, common.Body];

    /// <summary>Builds the command.</summary>
    /// <param name="services">The services that carry out the plans.</param>
    public Command Build(RunServices services) =>
        new Command(
            "compare",
            "Compares B with A: two results files; with --a and --b, two option sets measured interleaved; with --commits, two "
                + "commits whose calls are interleaved. Exits with 1 when something is slower by more than --min-effect, with 4 when "
                + "undecided (files and commits: only with --strict), else with 0."
        )
        {
            _files,
            _a,
            _b,
            _guest,
            _for,
            _commits,
            _rounds,
            _gates,
            _effect,
            _force,
            _strict,
            _markdown,
        }
            .Taking(Shared)
            .Running(
                (parse, cancellationToken) =>
                    Task.FromResult(
                        parse.GetResult(_commits) is not null
                            ? new CompareCommitsHandler(services).Run(CommitsPlan(parse), cancellationToken)
                        : parse.GetResult(_a) is null && parse.GetResult(_b) is null
                            ? CompareFilesHandler.Run(FilesPlan(parse), services.Output)
                        : new CompareLiveHandler(services.Console, services.Sessions).Run(LivePlan(parse), cancellationToken)
                    )
            );

    /// <summary>Reads a plan of two commits.</summary>
    /// <param name="parse">The command line.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public CompareCommitsPlan CommitsPlan(ParseResult parse)
    {
        Refuse(
            parse,
            [_a, _b, _guest, _force, .. Shared.Where(option => option.Name is not ("--out" or "--overwrite"))],
            "cannot be used with --commits, which calls both commits with their default options"
        );
        if (parse.GetValue(_files) is [{ } file, ..])
        {
            throw new UsageException($"--commits takes two commits and no files, but got '{file}' too");
        }

        int rounds = parse.GetValue(_rounds);
        string? filter = parse.GetValue(_gates);
        TimeSpan budget = parse.IsGiven(_for) ? parse.GetValue(_for)!.Value : CommitBudget;
        if (
            CommitCalls.Select(filter).Count == 0
            && (rounds == 0 || !GateCatalogue.All.Any(gate => NameFilter.MatchesGate(filter, gate.Name)))
        )
        {
            string more = rounds == 0 ? "; gates are compared with --rounds" : "";
            throw new UsageException(
                $"--filter '{filter}' matches none of the calls {string.Join(", ", CommitCalls.All.Select(call => $"'{call.Name}'"))}{more}"
            );
        }

        string[] commits = parse.GetValue(_commits)!;
        return new(
            commits[0],
            commits[1],
            rounds,
            filter,
            common.OutFolder(parse),
            Effect(parse),
            budget,
            parse.GetValue(_strict),
            Markdown(parse),
            common.CheckedPlan(parse).Command
        );
    }

    /// <summary>Reads a plan of two option sets.</summary>
    /// <param name="parse">The command line.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public CompareLivePlan LivePlan(ParseResult parse)
    {
        if (parse.GetValue(_files) is [{ } file, ..])
        {
            throw new UsageException(
                $"compare takes either two files or --a and --b, but got '{file}' too. Separate several options of one side with "
                    + $"commas: NAME=VALUE,NAME=VALUE"
            );
        }

        Refuse(
            parse,
            [_force, _strict, _markdown],
            "cannot be used with --a and --b, whose comparison always writes reports and exits with 4 when undecided"
        );
        Refuse(parse, [_rounds, _gates], "needs --commits");

        string[] a = Split(parse.GetValue(_a));
        string[] b = Split(parse.GetValue(_b));
        RunPlan plan = common.CheckedPlan(parse);
        return new(
            plan,
            plan.ModulePath is null ? GuestName.Resolve(parse.GetValue(_guest)!) : parse.GetValue(_guest)!,
            a,
            b,
            common.CheckedPlan(parse, a).Options,
            common.CheckedPlan(parse, b).Options,
            Effect(parse),
            parse.GetValue(_for)!.Value
        );
    }

    private static string[] Split(string[]? settings) =>
        [.. (settings ?? []).SelectMany(one => one.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>Reads a plan of two files.</summary>
    /// <param name="parse">The command line.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public CompareFilesPlan FilesPlan(ParseResult parse)
    {
        string[] files = parse.GetValue(_files) ?? [];
        if (files.FirstOrDefault(file => file.StartsWith('-')) is { } unknown)
        {
            throw new UsageException($"unknown option '{unknown}'");
        }

        if (files.Length != 2)
        {
            throw new UsageException(
                $"compare takes two results files, A.json and B.json, or --a and --b, but got {files.Length} "
                    + $"file{(files.Length == 1 ? "" : "s")}"
            );
        }

        Refuse(parse, [.. Shared, _guest, _for], "cannot be used with two files: it needs --a and --b");
        Refuse(parse, [_rounds, _gates], "needs --commits");
        return new(files[0], files[1], Effect(parse), parse.GetValue(_force), parse.GetValue(_strict), Markdown(parse));
    }

    private string? Markdown(ParseResult parse)
    {
        string? file = parse.GetValue(_markdown);
        if (file is not null)
        {
            OutputFolder.PrepareFile(_markdown.Name, file);
        }

        return file;
    }

    private static void Refuse(ParseResult parse, IEnumerable<Option> options, string why)
    {
        if (options.FirstOrDefault(parse.IsGiven) is { } unused)
        {
            throw new UsageException($"{unused.Name} {why}");
        }
    }

    private double Effect(ParseResult parse) => parse.GetValue(_effect)!.Value / 100;
}
