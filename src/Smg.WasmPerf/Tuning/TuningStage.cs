using System.Text.Json.Serialization;

namespace Smg.WasmPerf.Tuning;

/// <summary>A stage of a search.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TuningStage>))]
public enum TuningStage
{
    /// <summary>The default against itself: the difference that this machine shows between equal things.</summary>
    Control,

    /// <summary>One thing changed at a time.</summary>
    Sweep,

    /// <summary>Combinations of what helped alone; after each round the better half goes on, with twice the time.</summary>
    Halving,

    /// <summary>The winner's neighbours: without what does nothing for it, with what was missed.</summary>
    Refine,

    /// <summary>The winner against the default, and the recommendation against the original's configuration.</summary>
    Final,
}
