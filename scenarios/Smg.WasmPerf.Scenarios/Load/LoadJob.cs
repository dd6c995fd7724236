using System.Text.Json;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>One scenario's run as a file: what a host of another load engine is started with.</summary>
public sealed record LoadJob
{
    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>Options of the runtime, each as <c>Name=Value</c>.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Length of each measurement.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Length of each warm-up.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Name of the component to load instead of the scenario's own guest; null for the scenario's own.</summary>
    public string? ModuleName { get; init; }

    /// <summary>The component's bytes; null for the scenario's own.</summary>
    public byte[]? ModuleBytes { get; init; }

    /// <summary>Where the component is called.</summary>
    public AttachPoint AttachPoint { get; init; }

    /// <summary>Arrivals a second in open models; null for the scenario's own rate.</summary>
    public int? Rate { get; init; }

    /// <summary>Size of each message's body, in bytes.</summary>
    public int BodyBytes { get; init; }

    /// <summary>Whether starts are counted in bins of 100 ms.</summary>
    public bool RecordsArrivals { get; init; }

    /// <summary>The results file to write.</summary>
    public required string ResultsPath { get; init; }

    /// <summary>The folder whose commit the results name.</summary>
    public required string Repository { get; init; }

    /// <summary>The command that the results name.</summary>
    public required string Command { get; init; }

    /// <summary>The settings of the run.</summary>
    public LoadSettings ToSettings() =>
        new()
        {
            Options = OptionsLoader.Load(readEnvironment: false, assignments: Options),
            Duration = Duration,
            WarmUp = WarmUp,
            Module = ModuleBytes is null ? null : WasmModule.FromBytes(ModuleName!, ModuleBytes),
            AttachPoint = AttachPoint,
            Rate = Rate,
            BodyBytes = BodyBytes,
            RecordsArrivals = RecordsArrivals,
        };

    /// <summary>Reads a job file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="JsonException">The file is not a job.</exception>
    public static LoadJob Read(string path) =>
        JsonSerializer.Deserialize<LoadJob>(File.ReadAllText(path)) ?? throw new JsonException($"{path} is not a job.");

    /// <summary>Writes the job to a file.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));
}
