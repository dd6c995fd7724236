using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>Where a new body lies in the guest's memory.</summary>
internal readonly record struct NewBodyPlace(uint Address, uint Length)
{
    /// <summary>Bytes before the body that are lifted with it: Latin-1 is lifted from even addresses alone.</summary>
    public int LeadingBytes => (int)(Address & 1);

    /// <summary>The place that an adapter returns as an optional address and length; null without a new body.</summary>
    public static NewBodyPlace? Find(ComponentValueReader option) =>
        option.TryGetSome(out ComponentValueReader place) ? new NewBodyPlace(place.Element(0).ReadU32(), place.Element(1).ReadU32()) : null;
}
