namespace Smg.Wasm.Interop;

/// <summary>
/// The marks of a memory's place, which serve one instance after another. An instance gets them when it asks for a memory of marks. They
/// are trusted once it is seen that this was the right memory; those that turn out to be another's are freed.
/// </summary>
internal sealed unsafe class SlotMarks
{
    private bool _areGiven;

    /// <summary>The marks that say what the instance writes; null where none do.</summary>
    public WriteMarks? Trusted { get; private set; }

    /// <summary>Whether marks were given that are not trusted: something else may be written there.</summary>
    public bool AreMisplaced => _areGiven && Trusted is null;

    private WriteMarks? Made { get; set; }

    /// <summary>Gives an instance its marks, once.</summary>
    /// <param name="size">What Wasmtime asked for.</param>
    /// <param name="memoryBytes">Bytes of the memory that they are for.</param>
    /// <returns>Null where it has them already, or the operating system refuses it.</returns>
    public WriteMarks? TryGive(in MemoryReservation size, nuint memoryBytes)
    {
        if (_areGiven)
        {
            return null;
        }

        if (Made?.Fit(size) == false)
        {
            Free();
        }

        Made ??= WriteMarks.TryMake(size, memoryBytes);
        _areGiven = Made is not null;
        return Made;
    }

    /// <summary>Trusts the marks that were given.</summary>
    public void Trust() => Trusted = _areGiven ? Made : null;

    /// <summary>Trusts the marks that were given if they are those that the instance has.</summary>
    /// <param name="marks">Where those of the instance are.</param>
    /// <returns>Whether they are trusted.</returns>
    public bool TrustIf(byte* marks)
    {
        Trusted = _areGiven && Made!.Address == marks ? Made : null;
        return Trusted is not null;
    }

    /// <summary>The instance is gone. Marks that are not known to be its own may have been something else's memory.</summary>
    public void End()
    {
        if (AreMisplaced)
        {
            Free();
        }

        (Trusted, _areGiven) = (null, false);
    }

    /// <summary>Frees them.</summary>
    public void Free()
    {
        Made?.Free();
        (Made, Trusted) = (null, null);
    }
}
