using Smg.Wasm.Wit;

namespace Smg.Wasm.Contract;

/// <summary>The attach points of storage hooks.</summary>
internal static class StorageContracts
{
    private static readonly ContextEntry[] Context =
    [
        new("tenant_id", DryRunMessages.RequestId),
        new("request_id", DryRunMessages.RequestId),
    ];

    /// <summary>Before an operation of the storage.</summary>
    public static AttachPointContract Before { get; } =
        new()
        {
            Point = AttachPoint.StorageBefore,
            Interface = "smg:storage/storage-hook-before",
            Function = "before",
            MetricName = "storage_before",
            Input = typeof(StorageBeforeInput),
            Wit = WitPackage.Storage,
            Values = StorageCodec.Instance,
            Adapter = AdapterMessage.StorageBefore,
            DryRunCases = messages =>
                Cases(
                    new StorageBeforeInput
                    {
                        Operation = StorageOperation.GetConversation,
                        Context = Context,
                        Payload = messages.Payload,
                    }
                ),
        };

    /// <summary>After an operation of the storage.</summary>
    public static AttachPointContract After { get; } =
        new()
        {
            Point = AttachPoint.StorageAfter,
            Interface = "smg:storage/storage-hook-after",
            Function = "after",
            MetricName = "storage_after",
            Input = typeof(StorageAfterInput),
            Wit = WitPackage.Storage,
            Values = StorageCodec.Instance,
            Adapter = AdapterMessage.StorageAfter,
            DryRunCases = messages =>
                Cases(
                    new StorageAfterInput
                    {
                        Operation = StorageOperation.GetConversation,
                        Context = Context,
                        Payload = messages.Payload,
                        Result = messages.Payload,
                    }
                ),
        };

    private static DryRunCase[] Cases(StorageInput input) =>
        [new("a context", input), new("an empty context", input with { Context = [] })];
}
