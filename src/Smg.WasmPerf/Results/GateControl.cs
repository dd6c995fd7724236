namespace Smg.WasmPerf.Results;

/// <summary>A ratio measured beside a gate's own, whose right value is known: it shows what the machine can show at that moment.</summary>
/// <param name="Description">What was compared, in one phrase.</param>
/// <param name="Value">The median ratio.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end of its 95 % interval.</param>
public sealed record GateControl(string Description, double Value, double Low, double High);
