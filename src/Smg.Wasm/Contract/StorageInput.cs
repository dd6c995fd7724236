namespace Smg.Wasm.Contract;

/// <summary>Argument of a storage hook: a <see cref="StorageBeforeInput"/> or a <see cref="StorageAfterInput"/>.</summary>
public abstract record StorageInput : GuestInput
{
    private protected StorageInput() { }

    /// <summary>The operation.</summary>
    public required StorageOperation Operation { get; init; }

    /// <summary>The request's context, in order.</summary>
    public IReadOnlyList<ContextEntry> Context { get; init; } = [];

    /// <summary>The argument of the operation.</summary>
    public required JsonText Payload { get; init; }

    internal override int? BodyBytes => Payload.Utf8.Length;

    internal override string? FindFault()
    {
        if (!OperationNames.IsKnown(Operation))
        {
            return $"Unknown storage operation {Operation}.";
        }

        if (Context is null || Payload is null)
        {
            return "The context or the payload is null.";
        }

        for (int i = 0; i < Context.Count; i++)
        {
            if (Context[i] is { Key: null } or { Value: null })
            {
                return $"Key or value of the context's entry {i} is null.";
            }
        }

        return Payload.IsUtf8 ? null : "The payload is not UTF-8.";
    }

    internal override string? FindExcess(int maxBodyBytes) => FindExcess("payload", Payload, maxBodyBytes);

    private protected static string? FindExcess(string name, JsonText? json, int maxBytes) =>
        json?.Utf8.Length > maxBytes ? $"The {name} has {json.Utf8.Length} bytes, more than the {maxBytes} allowed." : null;
}
