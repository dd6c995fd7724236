using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>The names of what the host calls in a guest whose memory it reads and writes itself.</summary>
internal static class DirectNames
{
    /// <summary>The memory of the adapter, for the image.</summary>
    public const string Image = AdapterNames.ImageMemory;

    /// <summary>The memory of the guest.</summary>
    public const string Memory = WriteMarks.MarkedExport;

    /// <summary>Makes the image's memory as large as an image that is written next.</summary>
    public const string Room = "image-room";

    /// <summary>Says that the answer was read: the guest frees it.</summary>
    public const string End = "end";

    /// <summary>
    /// Gives the globals the values that they begin with. A module has it where it changes nothing else but its memories.
    /// </summary>
    public const string Reset = "reset";

    /// <summary>
    /// The global that is 1 once the guest called what is not in the module; a module that holds all of its guest does not have it.
    /// </summary>
    public const string Outside = "outside";

    /// <summary>The memory in which the code notes what it writes in <see cref="Memory"/>, where it does.</summary>
    public const string Marks = WriteMarks.MarksExport;

    /// <summary>Returns the address of the answer.</summary>
    public const string Action = "action";

    /// <summary>Returns the pages that the call needed: <see cref="MemoryComposer.PagesExport"/>.</summary>
    public const string Pages = MemoryComposer.PagesExport;

    /// <summary>
    /// Lowers the image that was written, and calls the guest where it holds all parts. It calls <see cref="End"/>, too, where nothing of
    /// the answer is left to be read.
    /// </summary>
    public static string Run(AttachPoint attachPoint) => $"{AttachPointTable.Of(attachPoint).Function}-run";

    /// <summary>Takes where the body lies, and the parts behind it, and calls the guest.</summary>
    public static string Rest(AttachPoint attachPoint) => AdapterNames.Core(attachPoint, AdapterExport.Rest);

    /// <summary>Returns a block of the guest's allocator, by alignment and length.</summary>
    public static string Block(AttachPoint attachPoint) => $"{AttachPointTable.Of(attachPoint).Function}-block";
}
