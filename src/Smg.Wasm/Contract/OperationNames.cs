namespace Smg.Wasm.Contract;

/// <summary>The operations as the WIT, metrics and logs name them.</summary>
internal static class OperationNames
{
    private static readonly string[] Names =
    [
        "create-conversation",
        "get-conversation",
        "update-conversation",
        "delete-conversation",
        "create-item",
        "link-item",
        "link-items",
        "list-items",
        "get-item",
        "is-item-linked",
        "delete-item",
        "store-response",
        "get-response",
        "delete-response",
        "get-response-chain",
        "list-identifier-responses",
        "delete-identifier-responses",
    ];

    /// <summary>Whether there is such an operation.</summary>
    public static bool IsKnown(StorageOperation operation) => (uint)operation < (uint)Names.Length;

    /// <summary>The name, for instance <c>create-conversation</c>; the number of an unknown operation.</summary>
    public static string Of(StorageOperation operation) => IsKnown(operation) ? Names[(int)operation] : operation.ToString();
}
