namespace Smg.Wasm.Components;

/// <summary>
/// Finds memories whose pages have another size than 64 KiB. The engine knows them for the adapter's own memory; to guests they are a
/// disabled proposal.
/// </summary>
internal static class CustomPages
{
    /// <summary>What a compile says of a guest that has such a memory.</summary>
    public const string Refusal = "the custom page sizes proposal must be enabled to customize a memory's page size";

    /// <summary>Whether one of a component's core modules, nested components included, has such a memory.</summary>
    public static bool IsIn(ReadOnlyMemory<byte> component)
    {
        try
        {
            foreach (Range module in CoreModuleSections.Find(component.Span))
            {
                if (IsInModule(component[module]))
                {
                    return true;
                }
            }
        }
        catch (InvalidDataException)
        {
            // A module is cut off: the compiler refuses it.
        }

        return false;
    }

    private static bool IsInModule(ReadOnlyMemory<byte> bytes)
    {
        CoreModule module = CoreModule.Read(bytes);
        return module.Imports.MemoryLimits.Concat(module.MemoryLimits()).Any(limits => limits.HasPageSize);
    }
}
