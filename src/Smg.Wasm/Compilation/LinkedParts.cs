namespace Smg.Wasm.Compilation;

/// <summary>What of a component was linked before it was compiled.</summary>
internal enum LinkedParts
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The guest's one core module and the adapter's.</summary>
    Adapter,

    /// <summary>The guest's core modules, and the adapter's with them.</summary>
    Modules,
}
