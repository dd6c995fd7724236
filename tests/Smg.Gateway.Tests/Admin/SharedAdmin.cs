namespace Smg.Gateway.Tests.Admin;

/// <summary>One gateway for tests that leave it as it was.</summary>
public sealed class SharedAdmin : IAsyncLifetime
{
    internal TestAdmin Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Admin = await TestAdmin.StartAsync();

    public ValueTask DisposeAsync() => Admin.DisposeAsync();
}
