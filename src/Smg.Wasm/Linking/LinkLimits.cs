using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>
/// How much is linked. The linker works in this process on bytes that nobody has validated; without bounds, a small file could cost its
/// size many times over. Each is far above what toolchains make.
/// </summary>
internal static class LinkLimits
{
    /// <summary>Core instances of modules at one level; the engine takes fewer.</summary>
    public const int Instances = 512;

    /// <summary>Imports and exports of all core instances at one level: a Python guest has 8,000.</summary>
    public const int Names = 200_000;

    /// <summary>Segments or globals of one module.</summary>
    public const int Items = 100_000;

    /// <summary>Bytes of the element section of one module: the tables of a Python guest have 5,756 elements.</summary>
    public const int ElementBytes = 1 << 20;

    /// <summary>Bytes of one function.</summary>
    public const int FunctionBytes = 1 << 20;

    /// <summary>Throws where a module has more than is linked.</summary>
    /// <exception cref="InvalidDataException">It has.</exception>
    public static void Check(CoreModule module)
    {
        Check(module.Count(CoreSectionId.Element), Items, "segments of elements in a core module");
        Check(module.Count(CoreSectionId.Data), Items, "segments of data in a core module");
        Check(module.Count(CoreSectionId.Global), Items, "globals in a core module");
        Check(module.Section(CoreSectionId.Element).Length, ElementBytes, "bytes of elements in a core module");
    }

    /// <summary>Throws where there is more of something than is linked.</summary>
    /// <exception cref="InvalidDataException">There is.</exception>
    public static void Check(long count, int limit, string what)
    {
        if (count > limit)
        {
            throw new InvalidDataException($"it has more than {limit} {what}");
        }
    }
}
