namespace Smg.Wasm.Contract;

/// <summary>A response as a module at <see cref="AttachPoint.OnResponse"/> sees it.</summary>
public sealed record MiddlewareResponse : MiddlewareInput
{
    /// <summary>The status, for instance 200.</summary>
    public ushort Status { get; init; } = 200;
}
