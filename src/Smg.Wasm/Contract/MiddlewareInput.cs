namespace Smg.Wasm.Contract;

/// <summary>A message for a middleware module: a <see cref="MiddlewareRequest"/> or a <see cref="MiddlewareResponse"/>.</summary>
public abstract record MiddlewareInput : GuestInput
{
    private protected MiddlewareInput() { }

    /// <summary>The headers in the order in which they were received.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>The body. It must not change while the call runs.</summary>
    public MessageBody Body { get; init; }

    internal override int? BodyBytes => Body.Length;

    /// <summary>Whether a text that must be there is null.</summary>
    internal virtual bool HasNull
    {
        get
        {
            if (Headers is null)
            {
                return true;
            }

            for (int i = 0; i < Headers.Count; i++)
            {
                if (Headers[i] is { Name: null } or { Value: null })
                {
                    return true;
                }
            }

            return false;
        }
    }

    internal override string? FindFault() => HasNull ? "A text of the message, or a header's name or value, is null." : null;

    internal override string? FindExcess(int maxBodyBytes) =>
        Body.Length > maxBodyBytes ? $"The body has {Body.Length} bytes, more than the {maxBodyBytes} allowed." : null;
}
