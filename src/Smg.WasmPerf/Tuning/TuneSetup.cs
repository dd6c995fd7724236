using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>What a search is for: all that decides its outcome, but for the measurements.</summary>
public sealed record TuneSetup
{
    /// <summary><c>throughput</c> or <c>p99</c>.</summary>
    public required string Goal { get; init; }

    /// <summary>Arrivals a second for the goal <c>p99</c>; null for the other.</summary>
    public int? Rate { get; init; }

    /// <summary>The guest's name.</summary>
    public required string Guest { get; init; }

    /// <summary>The file of the user's guest; null for a built-in one.</summary>
    public string? ModulePath { get; init; }

    /// <summary>The guest's SHA-256 in hexadecimal digits.</summary>
    public required string ModuleSha256 { get; init; }

    /// <summary>Where the guest is called: <c>OnRequest</c> or <c>OnResponse</c>.</summary>
    public required string AttachPoint { get; init; }

    /// <summary>Sizes of bodies with their weights: <c>2048:70,16384:30</c>.</summary>
    public required string Bodies { get; init; }

    /// <summary>The seed of the combinations.</summary>
    public required int Seed { get; init; }

    /// <summary>Seconds for the whole search.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether guests may keep state between calls.</summary>
    public bool AllowState { get; init; }

    /// <summary>The machine, the build, and the options that the search begins with.</summary>
    public required EnvironmentInfo Environment { get; init; }
}
