namespace Smg.Wasm;

/// <summary>What a module answered: a <see cref="Middleware.MiddlewareAction"/> or a <see cref="Storage.StorageAnswer"/>.</summary>
public abstract record GuestAnswer
{
    private protected GuestAnswer()
    {
    }
}
