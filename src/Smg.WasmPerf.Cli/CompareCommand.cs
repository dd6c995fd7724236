using System.CommandLine;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Cli;

/// <summary>The command <c>compare</c>: its options, and how they become a plan.</summary>
/// <param name="common">Options that other commands have too, and that apply to both sides.</param>
/// <param name="run">Makes a plan of the common options.</param>
internal sealed class CompareCommand(IReadOnlyList<Option> common, Func<ParseResult, IReadOnlyList<string>, RunPlan> run)
{
    private const int DefaultSeconds = 60;
    private const double DefaultEffectPercent = 3;
    private const double MaxEffectPercent = 1000;

    private readonly Argument<string[]> _files = new("FILES") { Description = "Two results.json of this tool: A, then B.", HelpName = "A.json B.json", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<double> _effect = new("--min-effect") { Description = "Smallest effect of interest in percent: what is nearer to 1 is the same.", DefaultValueFactory = _ => DefaultEffectPercent, HelpName = "PERCENT" };
    private readonly Option<bool> _force = new("--force") { Description = "Files: compare though host, processor, cores or options differ." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Files: exit with 4 when a row is undecided and none is slower." };
    private readonly Option<string?> _markdown = new("--markdown") { Description = "Files: also write the comparison as Markdown, for a pull request's comment.", HelpName = "FILE" };

    private readonly Option<string[]> _a = new("--a") { Description = "Options of the A side, measured here and now; without it, the common ones.", HelpName = "NAME=VALUE[,...]" };
    private readonly Option<string[]> _b = new("--b") { Description = "Options of the B side.", HelpName = "NAME=VALUE[,...]" };
    private readonly Option<string> _guest = new("--guest") { Description = "The built-in guest that is called.", DefaultValueFactory = _ => "auth", HelpName = "NAME" };
    private readonly Option<int> _for = new("--for") { Description = "Seconds at most; an undecided comparison uses them all.", DefaultValueFactory = _ => DefaultSeconds, HelpName = "SECONDS" };

    /// <summary>Builds the command.</summary>
    /// <param name="files">Compares two files.</param>
    /// <param name="live">Compares two option sets.</param>
    public Command Build(Func<CompareFilesPlan, int> files, Func<CompareLivePlan, CancellationToken, int> live)
    {
        Command command = new(
            "compare",
            "B against A: two results files, or with --a and --b two sets of the runtime's options, measured interleaved. "
            + "Exits with 1 when something is slower by more than --min-effect, 4 when undecided (files: only with --strict), else 0.")
        {
            _files, _a, _b, _guest, _for, _effect, _force, _strict, _markdown,
        };
        foreach (Option option in common)
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) => Task.FromResult(
            parse.GetResult(_a) is null && parse.GetResult(_b) is null ? files(FilesPlan(parse)) : live(LivePlan(parse), cancellationToken)));
        return command;
    }

    private CompareLivePlan LivePlan(ParseResult parse)
    {
        if (parse.GetValue(_files) is [{ } file, ..])
        {
            throw new UsageException($"compare takes two files, or --a and --b, and was given '{file}' beside them: write several options of a side as NAME=VALUE,NAME=VALUE");
        }

        foreach (Option unused in (Option[])[_force, _strict, _markdown])
        {
            if (parse.GetResult(unused) is { Implicit: false })
            {
                throw new UsageException($"{unused.Name} is for two files: a live comparison writes its reports and exits with 4 when undecided");
            }
        }

        int seconds = parse.GetValue(_for);
        if (seconds < 1)
        {
            throw new UsageException($"--for is {seconds} but must be at least 1");
        }

        string[] a = Split(parse.GetValue(_a));
        string[] b = Split(parse.GetValue(_b));
        RunPlan plan = run(parse, []);
        string guest = parse.GetValue(_guest)!;
        if (plan.ModulePath is null && !File.Exists(Path.Combine(GuestLibrary.Folder, guest, guest + ".wasm")))
        {
            throw new UsageException($"--guest: there is no guest '{guest}', only {string.Join(", ", Directory.GetDirectories(GuestLibrary.Folder).Select(Path.GetFileName).Order())}");
        }

        return new(plan, guest, a, b, run(parse, a).Options, run(parse, b).Options, Effect(parse), TimeSpan.FromSeconds(seconds));
    }

    private static string[] Split(string[]? settings) =>
        [.. (settings ?? []).SelectMany(one => one.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private CompareFilesPlan FilesPlan(ParseResult parse)
    {
        string[] files = parse.GetValue(_files) ?? [];
        if (files.FirstOrDefault(file => file.StartsWith('-')) is { } unknown)
        {
            throw new UsageException($"there is no option '{unknown}' here");
        }

        if (files.Length != 2)
        {
            throw new UsageException($"compare takes two results files, A.json and B.json, or --a and --b, and was given {files.Length} file{(files.Length == 1 ? "" : "s")}");
        }

        foreach (Option unused in (Option[])[.. common, _guest, _for])
        {
            if (parse.GetResult(unused) is { Implicit: false })
            {
                throw new UsageException($"{unused.Name} says nothing of two files: it is for --a and --b");
            }
        }

        string? markdown = parse.GetValue(_markdown);
        if (markdown is not null && Directory.Exists(markdown))
        {
            throw new UsageException($"--markdown: {markdown} is a folder, not a file");
        }

        return new(files[0], files[1], Effect(parse), parse.GetValue(_force), parse.GetValue(_strict), markdown);
    }

    private double Effect(ParseResult parse)
    {
        double percent = parse.GetValue(_effect);
        return percent is >= 0 and <= MaxEffectPercent
            ? percent / 100
            : throw new UsageException($"--min-effect is {percent} but must be 0 to {MaxEffectPercent}");
    }
}
