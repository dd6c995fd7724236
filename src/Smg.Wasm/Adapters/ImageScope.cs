using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>Whom an image is for, and how much of the message it holds.</summary>
/// <param name="Point">The attach point.</param>
/// <param name="IsWhole">Whether it holds the body and what is behind it.</param>
internal readonly record struct ImageScope(AttachPoint Point, bool IsWhole);
