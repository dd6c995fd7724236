namespace Smg.Wasm.Middleware;

/// <summary>What a module is called with: a <see cref="MiddlewareRequest"/> or a <see cref="MiddlewareResponse"/>.</summary>
public abstract record MiddlewareInput
{
    private protected MiddlewareInput()
    {
    }

    /// <summary>The headers in the order in which they were received.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>The body. It must not change while the call runs.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
