using Smg.Wasm.Options;

namespace Smg.WasmPerf.Gates.Measuring;

/// <summary>What a gate is run with.</summary>
/// <param name="Options">The options under test: the fast side of each comparison.</param>
/// <param name="TimeBudget">Time after which no further pair of blocks begins.</param>
/// <param name="Progress">Receives the progress, several times a second at most.</param>
public sealed record GateContext(WasmRuntimeOptions Options, TimeSpan TimeBudget, Action<string> Progress);
