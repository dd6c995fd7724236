namespace Smg.Wasm.Bridge;

/// <summary>A function that a guest gives to the outside, as the core function that it is within.</summary>
/// <param name="Core">The index of the core function.</param>
/// <param name="Memory">The index of the memory that holds its arguments and its result.</param>
/// <param name="Realloc">The index of the core function that gives room in that memory.</param>
/// <param name="PostReturn">The index of the core function that frees the result; null where nothing does.</param>
internal sealed record GraftFunction(uint Core, uint Memory, uint Realloc, uint? PostReturn);
