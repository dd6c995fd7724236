namespace Smg.Wasm.Contract;

/// <summary>An operation and its result as a hook at <see cref="AttachPoint.StorageAfter"/> sees them.</summary>
public sealed record StorageAfterInput : StorageInput
{
    /// <summary>The result of the operation.</summary>
    public required JsonText Result { get; init; }

    /// <summary>The extra columns so far, in order.</summary>
    public IReadOnlyList<ExtraColumn> Extra { get; init; } = [];

    internal override int? BodyBytes => (int)Math.Min(int.MaxValue, (long)Payload.Utf8.Length + Result.Utf8.Length);

    internal override string? FindFault()
    {
        if (base.FindFault() is { } fault)
        {
            return fault;
        }

        if (Result is null || Extra is null)
        {
            return "The result or the list of extra columns is null.";
        }

        for (int i = 0; i < Extra.Count; i++)
        {
            if (Extra[i] is { Name: null } or { Value: null })
            {
                return $"Name or value of the extra column {i} is null.";
            }
        }

        return Result.IsUtf8 ? null : "The result is not UTF-8.";
    }

    internal override string? FindExcess(int maxBodyBytes) => base.FindExcess(maxBodyBytes) ?? FindExcess("result", Result, maxBodyBytes);
}
