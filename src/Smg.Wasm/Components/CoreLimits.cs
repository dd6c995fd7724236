namespace Smg.Wasm.Components;

/// <summary>The size of a memory or a table.</summary>
/// <param name="Min">Its initial size.</param>
/// <param name="Max">Its largest size; null where it has none.</param>
/// <param name="IsPlain">Whether it is neither shared nor addressed by 64 bits, and has pages of 64 KiB.</param>
/// <param name="HasPageSize">Whether it names the size of its pages.</param>
internal readonly record struct CoreLimits(uint Min, uint? Max, bool IsPlain, bool HasPageSize)
{
    private const uint HasMaximum = 1;
    private const uint NamesPageSize = 8;

    /// <summary>Reads limits. Sizes above 32 bits count as not plain.</summary>
    public static CoreLimits Read(ref ComponentReader reader)
    {
        uint flags = reader.ReadU32();
        if ((flags & ~HasMaximum) == 0)
        {
            uint min = reader.ReadU32();
            return new CoreLimits(min, flags == HasMaximum ? reader.ReadU32() : null, IsPlain: true, HasPageSize: false);
        }

        CoreSyntax.SkipNumber(ref reader);
        if ((flags & HasMaximum) != 0)
        {
            CoreSyntax.SkipNumber(ref reader);
        }

        if ((flags & NamesPageSize) != 0)
        {
            CoreSyntax.SkipNumber(ref reader);
        }

        return new CoreLimits(0, null, IsPlain: false, HasPageSize: (flags & NamesPageSize) != 0);
    }

    /// <summary>Writes plain limits.</summary>
    public void Write(ComponentWriter writer)
    {
        writer.Byte(Max is null ? (byte)0 : (byte)HasMaximum).U32(Min);
        if (Max is { } max)
        {
            writer.U32(max);
        }
    }
}
