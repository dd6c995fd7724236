using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>What a function of the adapter does.</summary>
internal enum AdapterExport
{
    Values,
    Image,
    Rest,
    Begin,
    Body,
    Mend,
    End,
    Modify,
    NewBody,
    Columns,
    Reason,
}

/// <summary>The names of the adapter's functions.</summary>
internal static class AdapterNames
{
    /// <summary>What every name that the adapter exports begins with. A guest that exports such a name itself gets no adapter.</summary>
    public const string Prefix = "smg-adapter-";

    /// <summary>The name of the adapter's memory.</summary>
    public const string ImageMemory = "image";

    /// <summary>The function's name as the component exports it.</summary>
    public static string Export(AttachPoint attachPoint, AdapterExport function) => Prefix + Core(attachPoint, function);

    /// <summary>The name of an attach point's function.</summary>
    public static string Core(AttachPoint attachPoint, AdapterExport function) =>
        $"{AttachPointTable.Of(attachPoint).Function}-{Word(function)}";

    /// <summary>The name of the function that allocates the image, and then lowers its parts.</summary>
    public const string ImageRealloc = "image-realloc";

    /// <summary>The name of the function that runs when a function's result was read.</summary>
    public const string Done = "done";

    /// <summary>The function as a part of names.</summary>
    public static string Word(AdapterExport function) =>
        function switch
        {
            AdapterExport.NewBody => "new-body",
            _ => function.ToString().ToLowerInvariant(),
        };
}
