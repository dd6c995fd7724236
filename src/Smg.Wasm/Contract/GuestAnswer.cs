namespace Smg.Wasm.Contract;

/// <summary>What a module answered: a <see cref="MiddlewareAction"/> or a <see cref="StorageAnswer"/>.</summary>
public abstract record GuestAnswer
{
    private protected GuestAnswer() { }
}
