using Smg.Wasm.Wit;

namespace Smg.Wasm.Contract;

/// <summary>The operations as the WIT, metrics and logs name them.</summary>
internal static class OperationNames
{
    private static readonly string[] Names =
    [
        .. WitPackage
            .Storage.Interface("storage-hook-types")
            .Definitions.First(type => type.Name == "operation")
            .Members.Select(operation => operation.Name),
    ];

    /// <summary>Whether there is such an operation.</summary>
    public static bool IsKnown(StorageOperation operation) => (uint)operation < (uint)Names.Length;

    /// <summary>The name, for instance <c>create-conversation</c>; the number of an unknown operation.</summary>
    public static string Of(StorageOperation operation) => IsKnown(operation) ? Names[(int)operation] : operation.ToString();
}
