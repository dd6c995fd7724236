using Smg.Wasm.Contract;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Modules that are replaced while requests pass them.</summary>
[Trait("Category", "Hostile")]
public sealed class ReplacementTests
{
    private const int Versions = 25;
    private const int Clients = 4;

    private int _requests;
    private int _rejected;

    [Fact]
    public async Task Every_request_meets_one_version_whole_and_none_is_lost()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        ModuleRegistration registration = new("marks", [AttachPoint.OnRequest, AttachPoint.OnResponse]);
        RegisteredModule module = (await gateway.Host.Modules.RegisterBytesAsync(registration, Marks(0))).Module!;
        using CancellationTokenSource stop = new();
        Task[] traffic = [.. Enumerable.Range(0, Clients).Select(_ => Task.Run(() => SendAsync(gateway, stop.Token)))];
        for (int version = 1; version <= Versions; version++)
        {
            RegistrationResult replaced = await gateway.Host.Modules.ReplaceBytesAsync(module.Id, registration, Marks(version));
            Assert.True(replaced.Succeeded, replaced.Message);

            // Who asks after a replacement meets the new version.
            Assert.Equal(version, await VersionAsync(gateway));
            await Eventually.UntilAsync(() => Volatile.Read(ref _requests) >= Clients * version);
        }

        await stop.CancelAsync();
        await Task.WhenAll(traffic).EndsAsync();
    }

    [Fact]
    public async Task Requests_go_on_while_a_module_comes_and_goes()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        using CancellationTokenSource stop = new();
        Task[] traffic =
        [
            .. Enumerable
                .Range(0, Clients)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (!stop.IsCancellationRequested)
                        {
                            using HttpResponseMessage response = await gateway.Client.PostAsync("/", new StringContent("body"));
                            Assert.True((int)response.StatusCode is 200 or 418, $"{response.StatusCode}");
                            Interlocked.Increment(ref _requests);
                            Interlocked.Add(ref _rejected, (int)response.StatusCode == 418 ? 1 : 0);
                        }
                    })
                ),
        ];
        for (int i = 0; i < 20; i++)
        {
            RegistrationResult added = await gateway.Host.Modules.RegisterBytesAsync(
                new ModuleRegistration("rejects", [AttachPoint.OnRequest]),
                Guests.Rejects.Bytes.ToArray()
            );
            Assert.True(added.Succeeded, added.Message);
            int rejected = Volatile.Read(ref _rejected);
            await Eventually.UntilAsync(() => Volatile.Read(ref _rejected) > rejected);
            Assert.True(gateway.Host.Modules.Remove(added.Module!.Id));
            int requests = Volatile.Read(ref _requests);
            await Eventually.UntilAsync(() => Volatile.Read(ref _requests) > requests + Clients);
        }

        await stop.CancelAsync();
        await Task.WhenAll(traffic).EndsAsync();
    }

    /// <summary>A guest that marks requests and responses with its version.</summary>
    private static byte[] Marks(int version)
    {
        byte[] mark = ActionGuest.Image(new ModifyAction { HeadersSet = [new Header("x-version", $"{version}")] });
        string data = string.Concat(mark.Select(b => $"\\{b:x2}"));
        return new WatGuest { OnResponse = WatGuest.Continue, Core = $"""(data (i32.const 16) "{data}")""" }.ToBytes();
    }

    private async Task SendAsync(TestGateway gateway, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _ = await VersionAsync(gateway);
            Interlocked.Increment(ref _requests);
        }
    }

    /// <summary>The version that a request met, on its way in and on its way out.</summary>
    private static async Task<int> VersionAsync(TestGateway gateway)
    {
        using HttpResponseMessage response = await gateway.Client.PostAsync("/", new StringContent("body"));
        Assert.Equal("body", await response.Content.ReadAsStringAsync());
        string onRequest = Assert.Single(response.Headers.GetValues("echo-x-version"));
        Assert.Equal(onRequest, Assert.Single(response.Headers.GetValues("x-version")));
        return int.Parse(onRequest, System.Globalization.CultureInfo.InvariantCulture);
    }
}
