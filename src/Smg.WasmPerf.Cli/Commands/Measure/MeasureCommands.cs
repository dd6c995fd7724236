using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Benchmarks;
using Smg.WasmPerf.Cli.Commands.Gates;
using Smg.WasmPerf.Cli.Commands.Load;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Measure;

/// <summary>
/// The commands <c>quick</c>, <c>full</c>, <c>gate</c>, <c>bench</c> and <c>load</c>: each measures some of gates, benchmarks and load.
/// </summary>
/// <param name="common">Options that other commands have too.</param>
/// <param name="services">The services that carry out the plans.</param>
/// <param name="steps">What measures; the real measurements when null.</param>
internal sealed class MeasureCommands(CommonOptions common, RunServices services, MeasureSteps? steps = null)
{
    private readonly LoadOptions _load = new();

    /// <summary>Builds the commands.</summary>
    public IEnumerable<Command> Build() =>
        [
            Build(
                "quick",
                "Gates, short benchmarks and short load scenarios (the default): about 5 minutes on 2 cores.",
                Quick,
                [.. common.Run, .. common.Load, common.Strict]
            ),
            Build(
                "full",
                "The same measurements as 'quick' at full length, for figures to publish: about an hour.",
                parse => Quick(parse) with { Thorough = true },
                [.. common.Run, .. common.Load, common.Strict]
            ),
            Build(
                "gate",
                "Gates only: about 70 seconds; longer where a gate is repeated.",
                parse => common.Plan(parse) with { Gates = true },
                [.. common.Run, common.Strict]
            ),
            Build(
                "bench",
                "BenchmarkDotNet suites only, short; see 'dotnet run -c Release --project bench/Smg.WasmPerf.Benchmarks' for "
                    + "its own command line.",
                parse => common.Plan(parse) with { Benchmarks = true },
                common.Run
            ),
            Build(
                "load",
                "Load scenarios only.",
                parse => _load.Apply(parse, common.Plan(parse) with { Load = true }),
                [.. common.Run, .. common.Load, .. _load.All]
            ),
        ];

    /// <summary>Lets a command without a name do what <c>quick</c> does.</summary>
    /// <param name="root">The command.</param>
    public void BuildDefault(RootCommand root) => Carry(root, Quick, [.. common.Run, .. common.Load, common.Strict]);

    private RunPlan Quick(ParseResult parse)
    {
        RunPlan plan = common.Plan(parse);
        return plan with { Gates = plan.ModulePath is null, Benchmarks = plan.ModulePath is null, Load = true };
    }

    private Command Build(string name, string description, Func<ParseResult, RunPlan> plan, IEnumerable<Option> options) =>
        Carry(new Command(name, description), plan, options);

    private Command Carry(Command command, Func<ParseResult, RunPlan> plan, IEnumerable<Option> options) =>
        command
            .Taking(options)
            .Running(
                (parse, cancellationToken) =>
                    new MeasureHandler(services.Console, services.Sessions, steps).RunAsync(Check(plan(parse)), cancellationToken)
            );

    /// <summary>Refuses a plan that would run nothing or fail on its first step.</summary>
    private static RunPlan Check(RunPlan plan)
    {
        CommonOptions.Check(plan);
        bool something =
            (plan.Gates && GateHandler.Select(plan).Count > 0)
            || (plan.Benchmarks && BenchHandler.Select(plan).Count > 0)
            || (plan.Load && LoadHandler.Select(plan).Count > 0);
        return something
            ? plan
            : throw new UsageException($"--filter '{plan.Filter}' matches nothing: '{Invocation.Name} list' shows all names");
    }
}
