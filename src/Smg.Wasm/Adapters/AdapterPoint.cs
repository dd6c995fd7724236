using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>The parts of an attach point's message as core values, in the order in which the canonical ABI passes them.</summary>
/// <param name="Point">The attach point.</param>
/// <param name="Frees">Whether the guest has a function that frees the answer.</param>
/// <param name="Heap">Where its parts and its answer lie.</param>
internal sealed record AdapterPoint(AttachPoint Point, bool Frees, AdapterHeap Heap)
{
    private const string I32 = "i32";

    /// <summary>The function's name.</summary>
    public string Name { get; } = AttachPointTable.Of(Point).Function;

    /// <summary>The name by which the module imports the function that frees the answer.</summary>
    public string PostReturn => Name + "-post-return";

    /// <summary>The attach point's number, as an image has it.</summary>
    public int Number => (int)Point;

    /// <summary>What it carries.</summary>
    public AdapterMessage Message { get; } = AttachPointTable.Of(Point).Adapter;

    /// <summary>Whether it carries operations of the storage.</summary>
    public bool IsStorage => Message is AdapterMessage.StorageBefore or AdapterMessage.StorageAfter;

    /// <summary>The functions that serve it. Texts cross as one only where all of them are UTF-8.</summary>
    public IEnumerable<AdapterExport> Exports =>
        Enum.GetValues<AdapterExport>().Where(Serves).Where(export => Heap.IsUtf8 || !IsOfTexts(export));

    /// <summary>Method, path, query and headers of a request, status and headers of a response, or an operation and its context.</summary>
    public IReadOnlyList<string> BeforeBody { get; } = [.. MessageParts.CoreTypes(MessageParts.Of(AttachPointTable.Of(Point)).BeforeBody)];

    /// <summary>A request's id and time, or an operation's result and its extra columns.</summary>
    public IReadOnlyList<string> AfterBody { get; } = [.. MessageParts.CoreTypes(MessageParts.Of(AttachPointTable.Of(Point)).AfterBody)];

    /// <summary>What is kept until the guest is called: all parts up to the body.</summary>
    public IReadOnlyList<string> BeforeEnd => [.. BeforeBody, I32, I32];

    /// <summary>All parts.</summary>
    public IReadOnlyList<string> All => [.. BeforeEnd, .. AfterBody];

    /// <summary>All parts, as the text format lists them.</summary>
    public string AllTypes => string.Join(' ', All);

    /// <summary>Whether a part is the number of texts in a list of pairs: of headers, of a context's entries, of columns.</summary>
    public bool IsTextCount(int part) => part == BeforeBody.Count - 1 || (Message == AdapterMessage.StorageAfter && part == All.Count - 1);

    /// <summary>The address of the body among the parts; its length is behind it.</summary>
    public int Body => BeforeBody.Count;

    /// <summary>Where a part is kept until the guest is called: the body of any message, and its length, in the same place.</summary>
    public string Kept(int part) =>
        part < Body ? $"$part-{part}"
        : part < BeforeEnd.Count ? $"$body-{part - Body}"
        : IsStorage ? $"$part-{part - 2}"
        : $"$after-{part - BeforeEnd.Count}";

    /// <summary>The function that judges the guest's answer.</summary>
    public string Judge => IsStorage ? $"$judge-{Name}-{Heap.Number}" : $"$judge-{Heap.Number}";

    /// <summary>
    /// The name of a function in the adapter's core module. Those that are the same for all attach points of a heap exist once.
    /// </summary>
    public string Core(AdapterExport function) =>
        function is AdapterExport.Body or AdapterExport.Mend or AdapterExport.Modify or AdapterExport.NewBody
            ? $"{AdapterNames.Word(function)}-{Heap.Number}"
            : AdapterNames.Core(Point, function);

    private static bool IsOfTexts(AdapterExport export) => export is AdapterExport.Image or AdapterExport.Rest;

    private bool Serves(AdapterExport export) =>
        export switch
        {
            AdapterExport.Values or AdapterExport.Image or AdapterExport.Rest => true,
            AdapterExport.Columns => IsStorage,
            AdapterExport.Reason => Message == AdapterMessage.StorageBefore,
            _ => !IsStorage,
        };
}
