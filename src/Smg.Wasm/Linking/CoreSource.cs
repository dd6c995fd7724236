using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>Where something core of a component comes from, however many exports and bundles it was passed through.</summary>
/// <param name="Space">What it is.</param>
/// <param name="Instance">The core instance whose module defines it; null for a function that the component makes itself.</param>
/// <param name="Index">Its index in that module; for a function of the component, among the component's core functions.</param>
internal readonly record struct CoreSource(CoreSpace Space, uint? Instance, uint Index)
{
    /// <summary>Kinds of items that modules import and export, the first of <see cref="CoreSpace"/>: functions to tags.</summary>
    public const int Spaces = 5;
}
