namespace Smg.Wasm.Contract;

/// <summary>Answer of a module: a <see cref="MiddlewareAction"/> or a <see cref="StorageAnswer"/>.</summary>
public abstract record GuestAnswer
{
    private protected GuestAnswer() { }
}
