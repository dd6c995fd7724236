using System.Text.Json;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Admin;

/// <summary>What clients that are written for smg read, with --smg-compat and only with it.</summary>
public sealed class SmgCompatTests
{
    [Fact]
    public async Task Clients_of_smg_read_the_answers()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(options => options.Change(() => options.SmgWasm.SmgCompat = true));
        string more = ",\"description\":\"unknown here\",\"body_policy\":\"HeadersOnly\"";
        Guid id = await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Continues, "a.wasm"), more: more));
        Assert.Equal((false, StreamPolicy.Pass), (admin.Host.Modules.List()[0].NeedsBody, admin.Host.Modules.List()[0].OnStream));
        Assert.Equal(200, await admin.StatusAsync());
        using (JsonDocument list = JsonDocument.Parse((await admin.SendAsync("GET", "/wasm")).Body))
        {
            Assert.All(
                list.RootElement.GetProperty("metrics").EnumerateObject(),
                metric => Assert.True(metric.Value.TryGetInt64(out _), metric.Name)
            );
            Assert.Equal(6, list.RootElement.GetProperty("metrics").EnumerateObject().Count());
        }

        Assert.Equal((200, "{\"modules\":[]}"), await admin.SendAsync("POST", "/wasm", "{\"modules\":[]}"));
        Assert.Equal((200, "Module removed successfully"), await admin.SendAsync("DELETE", $"/wasm/{id}"));
        Assert.Equal(400, (await admin.SendAsync("DELETE", $"/wasm/{id}")).Status);
        Assert.Equal((200, 200), ((await admin.SendAsync("GET", "/liveness")).Status, (await admin.SendAsync("GET", "/readiness")).Status));
    }

    [Fact]
    public async Task The_same_bytes_may_be_registered_under_two_names_and_each_is_removed_alone()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(options => options.Change(() => options.SmgWasm.SmgCompat = true));
        string file = admin.Write(Guests.Rejects, "a.wasm");
        Guid first = await admin.AddAsync(TestAdmin.Form("a", file));
        Guid second = await admin.AddAsync(TestAdmin.Form("b", file));
        Assert.NotEqual(first, second);
        Assert.Equal(200, (await admin.SendAsync("DELETE", $"/wasm/{first}")).Status);
        Assert.Equal(418, await admin.StatusAsync());
    }

    [Fact]
    public async Task The_extension_may_be_in_capitals_and_only_with_it()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(
            options => options.Change(() => options.SmgWasm.SmgCompat = true),
            withManifest: true
        );
        string file = admin.Write(Guests.Rejects, "A.WASM");
        await admin.AddAsync(TestAdmin.Form("auth", file));
        Assert.Equal(418, await admin.StatusAsync());
        await admin.RestartAsync();
        Assert.Equal(418, await admin.StatusAsync());
        Assert.Equal(
            400,
            (
                await admin.SendAsync(
                    "POST",
                    "/wasm",
                    $$"""{"modules":[{{TestAdmin.Form("other", admin.Write(Guests.Continues, "a.wasmx"))}}]}"""
                )
            ).Status
        );

        await using TestAdmin strict = await TestAdmin.StartAsync();
        (int status, string body) = await strict.SendAsync(
            "POST",
            "/wasm",
            $$"""{"modules":[{{TestAdmin.Form("auth", strict.Write(Guests.Continues, "A.WASM"))}}]}"""
        );
        Assert.Equal(400, status);
        Assert.Contains("does not end in .wasm", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_it_an_unknown_field_is_an_error()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        string form = TestAdmin.Form("auth", admin.Write(Guests.Continues, "a.wasm"), more: ",\"body_policy\":\"HeadersOnly\"");
        Assert.Equal(400, (await admin.SendAsync("POST", "/wasm", $$"""{"modules":[{{form}}]}""")).Status);
        Assert.Equal(404, (await admin.SendAsync("GET", "/liveness")).Status);
    }
}
