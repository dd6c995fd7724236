using System.CommandLine;

namespace Smg.WasmPerf.Cli;

/// <summary>The command <c>compare</c>: its options, and how they become a plan.</summary>
internal sealed class CompareCommand
{
    private const double DefaultEffectPercent = 3;
    private const double MaxEffectPercent = 1000;

    private readonly Argument<string[]> _files = new("FILES") { Description = "Two results.json of this tool: A, then B.", HelpName = "A.json B.json", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<double> _effect = new("--min-effect") { Description = "Smallest effect of interest in percent: what is nearer to 1 is the same.", DefaultValueFactory = _ => DefaultEffectPercent, HelpName = "PERCENT" };
    private readonly Option<bool> _force = new("--force") { Description = "Files: compare though host, processor, cores or options differ." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Files: exit with 4 when a row is undecided and none is slower." };
    private readonly Option<string?> _markdown = new("--markdown") { Description = "Files: also write the comparison as Markdown, for a pull request's comment.", HelpName = "FILE" };

    /// <summary>Builds the command.</summary>
    /// <param name="files">Compares two files.</param>
    public Command Build(Func<CompareFilesPlan, int> files)
    {
        Command command = new(
            "compare",
            """
            Compares two results files: B against A.

            Exit codes: 0 nothing is slower, 1 something is slower by more than --min-effect, 2 wrong usage or files of different machines or options,
            3 cannot run here, 4 undecided (--strict).
            """)
        {
            _files, _effect, _force, _strict, _markdown,
        };
        command.SetAction(parse => files(FilesPlan(parse)));
        return command;
    }

    private CompareFilesPlan FilesPlan(ParseResult parse)
    {
        string[] files = parse.GetValue(_files) ?? [];
        if (files.FirstOrDefault(file => file.StartsWith('-')) is { } unknown)
        {
            throw new UsageException($"there is no option '{unknown}' here");
        }

        if (files.Length != 2)
        {
            throw new UsageException($"compare takes two results files, A.json and B.json, and was given {files.Length}");
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
