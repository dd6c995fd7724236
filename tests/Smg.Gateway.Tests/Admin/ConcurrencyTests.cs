using System.Collections.Concurrent;
using System.Text.Json;

namespace Smg.Gateway.Tests.Admin;

/// <summary>Operators who change modules at once, while clients send requests.</summary>
public sealed class ConcurrencyTests
{
    private const int Operators = 4;
    private const int Rounds = 3;

    private static readonly string[] Raced =
    [
        "POST 200",
        "POST 400",
        "PUT 200",
        "PUT 400",
        "PUT 404",
        "DELETE 200",
        "DELETE 404",
        "GET 200",
    ];

    [Fact]
    public async Task Registering_removing_replacing_and_listing_at_once_under_traffic_breaks_nothing()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        ConcurrentDictionary<string, int> raced = new();
        ConcurrentDictionary<int, int> traffic = new();
        using CancellationTokenSource end = new();
        Task client = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                traffic.AddOrUpdate(await admin.StatusAsync(), 1, (_, count) => count + 1);
                await Task.Delay(1);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Operators).Select(who => Task.Run(() => OperateAsync(admin, who, raced))));
        await end.CancelAsync();
        await client;
        Assert.Equal([200], traffic.Keys);
        Assert.All(raced.Keys, key => Assert.Contains(key, Raced));

        // What is registered now is what is registered after a restart, and what the store holds.
        (string Name, Guid Id, string Digest)[] before = Modules(admin);
        Assert.Equal(Operators, before.Count(module => module.Name != "shared"));
        Assert.Equal(
            before.Select(module => module.Digest + ".wasm").Order(StringComparer.Ordinal),
            Directory.GetFiles(admin.StorePath).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        await admin.RestartAsync();
        Assert.Equal(before, Modules(admin));
    }

    private static (string Name, Guid Id, string Digest)[] Modules(TestAdmin admin) =>
        [.. admin.Host.Modules.List().Select(module => (module.Module.Name, module.Id, module.Module.Digest.ToString()))];

    /// <summary>Changes a module that nobody else wants, which always works, and one that all want, which works for one of them.</summary>
    private static async Task OperateAsync(TestAdmin admin, int who, ConcurrentDictionary<string, int> raced)
    {
        string[] own = [Write("own", 10 * who), Write("own", (10 * who) + 1)];
        string[] shared = [Write($"shared-{who}", 100), Write($"shared-{who}", 101)];
        for (int round = 0; round < Rounds; round++)
        {
            Guid id = await admin.AddAsync(TestAdmin.Form($"own-{who}", own[0]));
            await RaceAsync("POST", "/wasm", $$"""{"modules":[{{TestAdmin.Form("shared", shared[0])}}]}""");
            Assert.Equal(200, (await admin.SendAsync("PUT", $"/wasm/{id}", TestAdmin.Form($"own-{who}", own[1]))).Status);
            string list = await RaceAsync("GET", "/wasm", null);
            using JsonDocument json = JsonDocument.Parse(list);
            JsonElement[] modules = [.. json.RootElement.GetProperty("modules").EnumerateArray()];
            Assert.Contains(modules, module => module.GetProperty("module_uuid").GetGuid() == id);
            Guid other = modules
                .Where(module => module.GetProperty("module_meta").GetProperty("name").GetString() == "shared")
                .Select(module => module.GetProperty("module_uuid").GetGuid())
                .FirstOrDefault();
            await RaceAsync("PUT", $"/wasm/{other}", TestAdmin.Form("shared", shared[1]));
            await RaceAsync("DELETE", $"/wasm/{other}", null);
            if (round < Rounds - 1)
            {
                Assert.Equal(200, (await admin.SendAsync("DELETE", $"/wasm/{id}")).Status);
            }
        }

        string Write(string name, int i) =>
            admin.Write(new WatGuest { Core = $"(global i32 (i32.const {i}))" }.ToModule("passes"), $"{name}-{i}.wasm");

        async Task<string> RaceAsync(string method, string path, string? json)
        {
            (int status, string body) = await admin.SendAsync(method, path, json);
            raced.AddOrUpdate($"{method} {status}", 1, (_, count) => count + 1);
            return body;
        }
    }
}
