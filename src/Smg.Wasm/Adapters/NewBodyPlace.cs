namespace Smg.Wasm.Adapters;

/// <summary>Where a new body lies in the guest's memory.</summary>
internal readonly record struct NewBodyPlace(uint Address, uint Length)
{
    /// <summary>Bytes before the body that are lifted with it: Latin-1 is lifted from even addresses alone.</summary>
    public int LeadingBytes => (int)(Address & 1);
}
