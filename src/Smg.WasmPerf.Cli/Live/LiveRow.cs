namespace Smg.WasmPerf.Cli.Live;

/// <summary>Values of one thing that is measured.</summary>
/// <param name="Values">Names and values, in the order in which they are shown. A name that begins with <c>&gt;</c> is of a number.</param>
internal sealed record LiveRow(params (string Name, string Value)[] Values);
