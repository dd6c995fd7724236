using Smg.Wasm.Components;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>A guest's leading sections, which its outer component repeats, and the attach points that the guest exports.</summary>
/// <param name="Bytes">How many bytes the preamble and the leading sections have.</param>
/// <param name="Spaces">What the leading sections define.</param>
/// <param name="AttachPoints">The attach points whose interfaces the guest exports.</param>
internal sealed record GuestPrefix(int Bytes, ComponentIndexSpaces Spaces, IReadOnlySet<AttachPoint> AttachPoints)
{
    /// <summary>More than any world has; without a bound, a file of imports alone costs its size many times over.</summary>
    private const int MaxImports = 4096;

    /// <summary>Reads a guest.</summary>
    /// <exception cref="InvalidDataException">It cannot be bridged; the message says why.</exception>
    public static GuestPrefix Read(ReadOnlyMemory<byte> guest)
    {
        ComponentOutline outline = ComponentOutline.Read(guest.Span);
        HashSet<string> exports = [.. outline.Exports.Select(export => export.Name)];
        HashSet<AttachPoint> attachPoints =
        [
            .. AttachPointTable.All.Where(contract => exports.Contains(contract.Interface)).Select(contract => contract.Point),
        ];
        if (attachPoints.Count == 0)
        {
            throw new InvalidDataException("it exports no attach point");
        }

        int bytes = outline.LeadingBytes ?? throw new InvalidDataException("not all of its imports are in its leading sections");
        ComponentIndexSpaces spaces = ComponentIndexSpaces.Read(guest[..bytes]);
        return spaces.Imports.Count <= MaxImports
            ? new GuestPrefix(bytes, spaces, attachPoints)
            : throw new InvalidDataException($"it imports more than {MaxImports} things");
    }

    /// <summary>Whether the guest exports the interface of an attach point.</summary>
    public bool Exports(AttachPoint attachPoint) => AttachPoints.Contains(attachPoint);
}
