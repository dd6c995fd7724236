using System.Globalization;
using Smg.Load.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Tuning;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Cli.Commands.Tune;

/// <summary>Searches for options that suit a guest, and writes what it recommends.</summary>
/// <param name="console">Where progress and results are shown.</param>
/// <param name="sessions">Begins the session of the run.</param>
/// <param name="measurer">Measures the candidates; the guest's calls on this machine when null.</param>
internal sealed class TuneHandler(RunConsole console, RunSessions sessions, ICandidateMeasurer? measurer = null)
{
    /// <summary>Begins a search.</summary>
    public Task<int> RunAsync(TunePlan plan, CancellationToken cancellationToken)
    {
        WasmModule module = Load(plan.Run.ModulePath, plan.Guest);
        TuneState state = new()
        {
            Setup = new()
            {
                Goal = plan.Goal,
                Rate = plan.Run.Rate,
                Guest = module.Name,
                ModulePath = plan.Run.ModulePath,
                ModuleSha256 = module.Digest.ToString(),
                AttachPoint = plan.Run.AttachPoint.ToString(),
                Bodies = plan.Bodies.ToString(),
                Seed = plan.Seed,
                Seconds = plan.Time.TotalSeconds,
                AllowState = plan.AllowState,
                Environment = RunSessions.Probe(plan.Run.Command, OptionsCatalogue.Describe(plan.Run.Options)),
            },
        };
        return RunAsync(plan.Run.OutFolder, state, module, cancellationToken);
    }

    /// <summary>Goes on with the search of a folder.</summary>
    public Task<int> ResumeAsync(string folder, CancellationToken cancellationToken)
    {
        TuneState state = TuneStateFile.Read(folder);
        IReadOnlyList<string> differences = EnvironmentDifferences
            .Of(state.Setup.Environment, RunSessions.Probe(state.Setup.Environment.Command, state.Setup.Environment.Options))
            .Refused;
        if (differences.Count > 0)
        {
            throw new UsageException($"--resume: {folder} was started under other conditions: {string.Join("; ", differences)}");
        }

        WasmModule module = Load(state.Setup.ModulePath, state.Setup.Guest);
        return module.Digest.ToString() == state.Setup.ModuleSha256
            ? RunAsync(folder, state, module, cancellationToken)
            : throw new UsageException(
                $"--resume: the guest {module.Name} is not the one that {folder} was started with: start again without --resume"
            );
    }

    private static WasmModule Load(string? path, string guest) =>
        path is null ? GuestLibrary.Load(guest) : WasmModule.FromFile(Path.GetFileNameWithoutExtension(path), path);

    // On its own thread: a search blocks for minutes, and an interrupt is to be noticed meanwhile.
    private Task<int> RunAsync(string folder, TuneState state, WasmModule module, CancellationToken cancellationToken) =>
        Task.Run(() => Run(folder, state, module, cancellationToken), CancellationToken.None);

    private int Run(string folder, TuneState state, WasmModule module, CancellationToken cancellationToken)
    {
        TuneSetup setup = state.Setup;
        WasmRuntimeOptions options = CandidateOptions.Apply(
            new(),
            Candidate.Of(setup.Environment.Options.Select(option => $"{option.Key}={option.Value}"))
        );
        IReadOnlyList<SearchDimension> dimensions = SearchSpace.Of(options, Environment.ProcessorCount, setup.AllowState);
        sessions.Show(setup.Environment);
        console.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"tune  {setup.Guest}, bodies {setup.Bodies}, goal "
                    + $"{setup.Goal}{(setup.Rate is { } rate ? $" at {rate:N0}/s" : "")}, {dimensions.Count} options, about "
                    + $"{setup.Seconds / 60:0.#} min"
            )
        );
        if (state.Measurements.Count > 0)
        {
            console.Line($"resumed: {state.Measurements.Count} candidates were measured before");
        }

        RunSession session = sessions.Begin(folder, setup.Environment, $"{Invocation.Name} tune --resume {folder}");
        Save(session, state);
        DirectoryInfo compiled = Directory.CreateTempSubdirectory("smg-tune-");
        try
        {
            TuneProgressView progress = new(console, state.Measurements.Count);
            RecordedMeasurer recorded = new(
                state,
                measurer ?? Measurer(setup, options, module, compiled, progress),
                now => Save(session, now)
            );
            TuneSearchOptions search = new()
            {
                Dimensions = dimensions,
                IsAllowed = candidate => SearchSpace.IsAllowed(options, candidate),
                Original = RuntimeArms.Original,
                Time = TimeSpan.FromSeconds(setup.Seconds),
                Seed = setup.Seed,
            };
            TuneOutcome outcome = new TuneRun(search, recorded, progress).Run(cancellationToken);
            return Finish(
                session,
                recorded.State,
                outcome,
                CandidateOptions.DifferencesFromDefault(CandidateOptions.Apply(options, outcome.Recommended))
            );
        }
        finally
        {
            compiled.Delete(recursive: true);
        }
    }

    private static PairedMeasurer Measurer(
        TuneSetup setup,
        WasmRuntimeOptions options,
        WasmModule module,
        DirectoryInfo compiled,
        TuneProgressView progress
    )
    {
        // Every round recreates its runtimes: they are to load the guest, not to compile it.
        WasmRuntimeOptions warm = options.CompiledFolder.Length > 0 ? options : options with { CompiledFolder = compiled.FullName };
        MessageMix mix =
            MessageMix.TryParse(setup.Bodies)
            ?? throw new ResultsFileException($"{TuneStateFile.FileName}: has an invalid mix of bodies: {setup.Bodies}.");
        RuntimeArms sides = new(warm, module, Enum.Parse<AttachPoint>(setup.AttachPoint), mix, setup.Rate);

        // A block of response times lasts as long as a round of short ones.
        PairedMeasurerOptions how = setup.Rate is null
            ? new() { Seed = setup.Seed }
            : new()
            {
                Seed = setup.Seed,
                PairsPerRound = 1,
                WarmUpPairs = 0,
            };
        return new(sides, how, progress.Tick);
    }

    /// <summary>Keeps what was measured: for a search that goes on, and for a reader of a search that does not.</summary>
    private static void Save(RunSession session, TuneState state)
    {
        TuneStateFile.Write(session.Folder, state);
        session.Keep(results =>
            results with
            {
                Comparisons = state.Comparisons.Count == 0 ? null : state.Comparisons,
                Tuning = TuneResults.OfInterrupted(state),
            }
        );
    }

    private int Finish(RunSession session, TuneState state, TuneOutcome outcome, Candidate recommended)
    {
        string file = RecommendedOptions.Write(session.Folder, recommended.Values);
        session.Keep(results =>
            results with
            {
                Comparisons = [.. new[] { outcome.AgainstDefault, outcome.AgainstOriginal }.OfType<ComparisonResult>()],
                Tuning = TuneResults.Of(state, outcome),
            }
        );
        session.Complete();
        console.Line("");
        console.Line($"winner            {outcome.Winner}");
        Show("against default  ", outcome.AgainstDefault);
        console.Line($"recommended       {outcome.Recommended}: {outcome.Reason}");
        Show("against original ", outcome.AgainstOriginal);
        session.ShowFiles();
        console.Line(
            recommended.IsDefault
                ? $"next     run with the defaults: {file} sets no option"
                : $"next     run with it: {Invocation.Name} load --options {file}, or OptionsLoader.Load(\"{file}\") in code"
        );
        return outcome.IsUndecided ? ExitCode.Undecided : ExitCode.Passed;
    }

    private void Show(string what, ComparisonResult? result)
    {
        if (result is not null)
        {
            console.Line($"{what} {Describe(result)}");
        }
    }

    /// <summary>A comparison of the default (A) with the winner (B) in words: above 1 the winner is better.</summary>
    internal static string Describe(ComparisonResult result)
    {
        double worse = (result.Ratio - 1) * 100;
        string interval =
            $"{Quantity.WithUnit(1 / result.Ratio, "x")} [{Quantity.Number(1 / result.High)}, {Quantity.Number(1 / result.Low)}]";
        string rounds = string.Create(CultureInfo.InvariantCulture, $"{result.Rounds} rounds, noise floor {result.NoiseFloorPercent:F1} %");
        string verdict = result.Verdict.ToString().ToLowerInvariant();
        return result.Verdict == ComparisonVerdict.Undecided
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{verdict}: {Math.Abs(worse):0.#} % {(worse > 0 ? "worse" : "better")} in the median, but the interval "
                    + $"includes \"no difference\" ({interval}, {rounds})"
            )
            : $"{verdict}: {interval} as good in {rounds}";
    }
}
