using System.CommandLine;
using Smg.WasmPerf.Benchmarks.Gates;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Cli;

/// <summary>The command <c>compare</c>: its options, and how they become a plan.</summary>
/// <param name="common">Options that other commands have too, and that apply to both sides.</param>
/// <param name="run">Makes a plan of the common options.</param>
internal sealed class CompareCommand(IReadOnlyList<Option> common, Func<ParseResult, IReadOnlyList<string>, RunPlan> run)
{
    private const int DefaultSeconds = 60;
    private const int MostRounds = 50;
    private const double DefaultEffectPercent = 3;
    private const double MaxEffectPercent = 1000;

    private static readonly TimeSpan CommitBudget = TimeSpan.FromMinutes(4);

    private readonly Argument<string[]> _files = new("FILES") { Description = "Two results.json of this tool: A, then B.", HelpName = "A.json B.json", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<double?> _effect = UnitOptions.Percent(
        "--min-effect", "Smallest effect of interest in percent: what is nearer to 1 is the same.", new(0, MaxEffectPercent, DefaultEffectPercent));
    private readonly Option<bool> _force = new("--force") { Description = "Files: compare though host, processor, cores or options differ." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Files: exit with 4 when a row is undecided and none is slower." };
    private readonly Option<string?> _markdown = new("--markdown") { Description = "Files: also write the comparison as Markdown, for a pull request's comment.", HelpName = "FILE" };

    private readonly Option<string[]> _commits = new("--commits") { Description = "Two commits: each runtime is built beside this tree, and both are called in turn here and now.", HelpName = "A B", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _rounds = UnitOptions.Whole("--rounds", "Commits: how often each one's gates run too, about 90 s each time; 0, the default, for call times alone.", new(0, MostRounds, 0));
    private readonly Option<string?> _gates = new("--filter") { Description = "Commits: only calls and gates whose names match.", HelpName = "GLOB" };

    private readonly Option<string[]> _a = new("--a") { Description = "Options of the A side, measured here and now; without it, the common ones.", HelpName = "NAME=VALUE[,...]" };
    private readonly Option<string[]> _b = new("--b") { Description = "Options of the B side.", HelpName = "NAME=VALUE[,...]" };
    private readonly Option<string> _guest = new("--guest") { Description = "The built-in guest that is called.", DefaultValueFactory = _ => "auth", HelpName = "NAME" };
    private readonly Option<TimeSpan?> _for = UnitOptions.Time(
        "--for",
        "Time at most; an undecided comparison uses all of it. Commits: 4m unless given, after the builds.",
        new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), TimeSpan.FromSeconds(1), "30s or 5m") { Default = TimeSpan.FromSeconds(DefaultSeconds) });

    /// <summary>Builds the command.</summary>
    /// <param name="handlers">What carries the plans out.</param>
    /// <param name="outFolder">The folder for results.</param>
    public Command Build(CommandHandlers handlers, Func<ParseResult, string> outFolder)
    {
        Command command = new(
            "compare",
            "B against A: two results files, with --a and --b two sets of the runtime's options, measured interleaved, or with --commits two commits, whose calls take turns. "
            + "Exits with 1 when something is slower by more than --min-effect, 4 when undecided (files and commits: only with --strict), else 0.")
        {
            _files, _a, _b, _guest, _for, _commits, _rounds, _gates, _effect, _force, _strict, _markdown,
        };
        foreach (Option option in common)
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) => Task.FromResult(
            parse.GetResult(_commits) is not null ? handlers.CompareCommits(CommitsPlan(parse, outFolder(parse)), cancellationToken)
            : parse.GetResult(_a) is null && parse.GetResult(_b) is null ? CompareFiles.Run(FilesPlan(parse), Console.Out) : handlers.CompareLive(LivePlan(parse), cancellationToken)));
        return command;
    }

    private CompareCommitsPlan CommitsPlan(ParseResult parse, string outFolder)
    {
        Refuse(parse, [_a, _b, _guest, _force, .. common.Where(option => option.Name is not ("--out" or "--overwrite"))], "does not apply to --commits: they are called with their default options");
        if (parse.GetValue(_files) is [{ } file, ..])
        {
            throw new UsageException($"--commits takes two commits, and was given '{file}' beside them");
        }

        int rounds = parse.GetValue(_rounds);
        string? filter = parse.GetValue(_gates);
        TimeSpan budget = parse.GetResult(_for) is { Implicit: false } ? parse.GetValue(_for)!.Value : CommitBudget;
        if (CommitCalls.Select(filter).Count == 0 && (rounds == 0 || !GateCatalogue.All.Any(gate => NameFilter.Matches(filter, gate.Name))))
        {
            string more = rounds == 0 ? "; gates are compared with --rounds" : "";
            throw new UsageException($"--filter '{filter}' matches none of the calls {string.Join(", ", CommitCalls.All.Select(call => $"'{call.Name}'"))}{more}");
        }

        string[] commits = parse.GetValue(_commits)!;
        return new(commits[0], commits[1], rounds, filter, outFolder, Effect(parse), budget, parse.GetValue(_strict), Markdown(parse), run(parse, []).Command);
    }

    private CompareLivePlan LivePlan(ParseResult parse)
    {
        if (parse.GetValue(_files) is [{ } file, ..])
        {
            throw new UsageException($"compare takes two files, or --a and --b, and was given '{file}' beside them: write several options of a side as NAME=VALUE,NAME=VALUE");
        }

        Refuse(parse, [_force, _strict, _markdown], "is for two files: a live comparison writes its reports and exits with 4 when undecided");
        Refuse(parse, [_rounds, _gates], "is for --commits");

        string[] a = Split(parse.GetValue(_a));
        string[] b = Split(parse.GetValue(_b));
        RunPlan plan = run(parse, []);
        string guest = parse.GetValue(_guest)!;
        if (plan.ModulePath is null && !File.Exists(Path.Combine(GuestLibrary.Folder, guest, guest + ".wasm")))
        {
            throw new UsageException($"--guest: unknown guest '{guest}'. Guests: {string.Join(", ", Directory.GetDirectories(GuestLibrary.Folder).Select(Path.GetFileName).Order())}");
        }

        return new(plan, guest, a, b, run(parse, a).Options, run(parse, b).Options, Effect(parse), parse.GetValue(_for)!.Value);
    }

    private static string[] Split(string[]? settings) =>
        [.. (settings ?? []).SelectMany(one => one.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private CompareFilesPlan FilesPlan(ParseResult parse)
    {
        string[] files = parse.GetValue(_files) ?? [];
        if (files.FirstOrDefault(file => file.StartsWith('-')) is { } unknown)
        {
            throw new UsageException($"unknown option '{unknown}'");
        }

        if (files.Length != 2)
        {
            throw new UsageException($"compare takes two results files, A.json and B.json, or --a and --b, and was given {files.Length} file{(files.Length == 1 ? "" : "s")}");
        }

        Refuse(parse, [.. common, _guest, _for], "says nothing of two files: it is for --a and --b");
        Refuse(parse, [_rounds, _gates], "is for --commits");
        return new(files[0], files[1], Effect(parse), parse.GetValue(_force), parse.GetValue(_strict), Markdown(parse));
    }

    private string? Markdown(ParseResult parse)
        => parse.GetValue(_markdown) is { } file && Directory.Exists(file) ? throw new UsageException($"--markdown: {file} is a folder, not a file") : parse.GetValue(_markdown);

    private static void Refuse(ParseResult parse, IEnumerable<Option> options, string why)
    {
        if (options.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { } unused)
        {
            throw new UsageException($"{unused.Name} {why}");
        }
    }

    private double Effect(ParseResult parse) => parse.GetValue(_effect)!.Value / 100;
}
