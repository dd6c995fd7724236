using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Smg.Gateway.Tests.Admin;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Manifests;

/// <summary>Modules over a restart, and what is in the way of it.</summary>
public sealed class ManifestTests
{
    private static readonly Regex Accesses = new("\"last_accessed_at\":\"[^\"]*\",\"access_count\":\\d+", RegexOptions.CultureInvariant);

    private static WasmModule Configured { get; } =
        new WatGuest
        {
            Component =
                """(import "wasi:cli/environment@0.2.0" (instance (export "get-environment" (func (result """
                + """(list (tuple string string)))))))""",
        }.ToModule("configured");

    [Fact]
    public async Task A_restart_keeps_ids_names_order_settings_and_times()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        await admin.AddAsync(TestAdmin.Form("second", admin.Write(Guests.Continues, "a.wasm")));
        await admin.AddAsync(
            TestAdmin.Form(
                "third",
                admin.Write(Configured, "b.wasm"),
                more: ",\"environment\":{\"MODE\":\"strict\"},\"failure_policy\":\"Open\",\"max_memory_pages\":32,\"pregrow_memory\":false"
            )
        );
        await admin.AddAsync(
            TestAdmin.Form(
                "hook",
                admin.Write(new WatGuest { OnResponse = WatGuest.Continue }.ToModule("hook"), "c.wasm"),
                "{\"Middleware\":\"OnResponse\"}",
                ",\"on_stream\":\"buffer\",\"needs_body\":false"
            )
        );
        await admin.AddAsync(
            TestAdmin.Form("first", admin.Write(Guests.EchoesBody, "d.wasm"), more: ",\"order\":-1,\"max_execution_time_ms\":77")
        );
        string before = await ListAsync(admin);
        await admin.RestartAsync();
        Assert.Equal(before, await ListAsync(admin));
        Assert.Equal(["first", "second", "third", "hook"], admin.Host.Modules.List().Select(module => module.Module.Name));
        Assert.Equal((StreamPolicy.Buffer, false), (admin.Host.Modules.List()[3].OnStream, admin.Host.Modules.List()[3].NeedsBody));
        Assert.Equal("strict", admin.Host.Modules.List()[2].Module.Settings.Environment["MODE"]);
        Assert.Equal([true, true, false, true], admin.Host.Modules.List().Select(module => module.Module.Settings.PregrowMemory));

        // A module that is registered now comes behind those that there were.
        await admin.AddAsync(TestAdmin.Form("fourth", admin.Write(Guests.Rejects, "e.wasm")));
        await admin.RestartAsync();
        Assert.Equal(["first", "second", "third", "hook", "fourth"], admin.Host.Modules.List().Select(module => module.Module.Name));
    }

    [Fact]
    public async Task What_was_registered_serves_again_when_its_file_has_changed_or_is_lost()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        string changed = admin.Write(Guests.Rejects, "changed.wasm");
        string lost = admin.Write(Guests.RejectsWith(451), "lost.wasm");
        await admin.AddAsync(TestAdmin.Form("changed", changed));
        Guid id = await admin.AddAsync(TestAdmin.Form("lost", lost));
        await admin.RestartAsync(() =>
        {
            admin.Write(Guests.Continues, "changed.wasm");
            File.Delete(lost);
        });
        Assert.Equal(
            [Guests.Rejects.Digest, Guests.RejectsWith(451).Digest],
            admin.Host.Modules.List().Select(module => module.Module.Digest)
        );
        Assert.Equal(418, await admin.StatusAsync());
        Assert.Equal(lost, admin.Host.Modules.Find(id)!.GivenPath);
    }

    [Fact]
    public async Task A_replacement_is_kept_one_that_failed_is_not_and_the_store_holds_what_is_used()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        Guid id = await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Rejects, "a.wasm")));
        Guid other = await admin.AddAsync(TestAdmin.Form("other", admin.Write(Guests.Continues, "o.wasm")));
        Assert.Equal(
            200,
            (await admin.SendAsync("PUT", $"/wasm/{id}", TestAdmin.Form("auth", admin.Write(Guests.RejectsWith(451), "b.wasm")))).Status
        );
        Assert.Equal(
            400,
            (await admin.SendAsync("PUT", $"/wasm/{id}", TestAdmin.Form("auth", admin.Write(Guests.Traps, "c.wasm")))).Status
        );
        Assert.Equal(200, (await admin.SendAsync("DELETE", $"/wasm/{other}")).Status);
        Assert.Equal([Guests.RejectsWith(451).Digest + ".wasm"], Directory.GetFiles(admin.StorePath).Select(Path.GetFileName));
        await admin.RestartAsync();
        Assert.Equal(451, await admin.StatusAsync());
        Assert.Equal(id, Assert.Single(admin.Host.Modules.List()).Id);
        Assert.DoesNotContain(Directory.GetFiles(admin.Folder), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"version\":1,\"modules\":[")]
    [InlineData("{\"version\":1,\"modules\":null}")]
    [InlineData("{\"version\":1,\"modules\":[null]}")]
    [InlineData("{\"version\":0,\"modules\":[]}")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":1,\"modules\":[],\"modules\":[]}")]
    [InlineData("{\"version\":1,\"modules\":[{\"colour\":\"\\ud800\"}]}")]
    [InlineData("\0\0\0\0")]
    public async Task A_manifest_that_cannot_be_understood_is_set_aside_and_requests_wait_for_an_operator_over_every_restart(
        string manifest
    )
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        await admin.RestartAsync(() => File.WriteAllText(admin.ManifestPath, manifest));
        string aside = Assert.Single(
            Directory.GetFiles(admin.Folder),
            file => file.Contains("modules.json.corrupt-", StringComparison.Ordinal)
        );
        Assert.Equal(manifest, await File.ReadAllTextAsync(aside));
        using (HttpResponseMessage refused = await admin.Traffic.GetAsync("/"))
        {
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.Equal("1", refused.Headers.RetryAfter?.ToString());
            TestAdmin.Error(await refused.Content.ReadAsStringAsync(), "modules_missing");
        }

        // A module that is registered does not say which others there were.
        await admin.RestartAsync();
        await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Continues, "a.wasm")));
        Assert.Equal(503, await admin.StatusAsync());
        await admin.RestartAsync();
        Assert.Equal(503, await admin.StatusAsync());
        Assert.Contains(aside, (await admin.SendAsync("GET", "/ready")).Body, StringComparison.Ordinal);

        (int status, string body) = await admin.SendAsync("POST", "/manifest/acknowledge");
        Assert.Equal((200, true), (status, body.Contains("modules.json.acknowledged-", StringComparison.Ordinal)));
        Assert.Equal(200, await admin.StatusAsync());
        await admin.RestartAsync();
        Assert.Equal(200, await admin.StatusAsync());
    }

    [Fact]
    public async Task The_flag_acknowledges_damage_that_was_found_before_and_none_that_this_start_finds()
    {
        bool acknowledges = false;
        await using TestAdmin admin = await TestAdmin.StartAsync(
            options => options with { AcknowledgeDamagedManifest = acknowledges },
            withManifest: true
        );
        await admin.RestartAsync(() =>
        {
            File.WriteAllText(admin.ManifestPath, "damaged");
            acknowledges = true;
        });
        Assert.Equal(503, await admin.StatusAsync());
        await admin.RestartAsync();
        Assert.Equal(200, await admin.StatusAsync());
    }

    [Theory]
    [InlineData("sha256_hash", "12")]
    [InlineData("created_at", "yesterday")]
    [InlineData("failure_policy", "Ajar")]
    [InlineData("name", null)]
    public async Task One_field_that_is_wrong_sets_the_manifest_aside_and_mended_it_is_good_again(string field, string? wrong)
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        Guid id = await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Rejects, "a.wasm")));
        string good = await File.ReadAllTextAsync(admin.ManifestPath);
        await admin.RestartAsync(() =>
            File.WriteAllText(
                admin.ManifestPath,
                Regex.Replace(good, $"\"{field}\": \"[^\"]*\"", $"\"{field}\": {JsonSerializer.Serialize(wrong)}")
            )
        );
        Assert.Empty(admin.Host.Modules.List());
        Assert.Equal(503, await admin.StatusAsync());
        await admin.RestartAsync(() =>
        {
            string aside = Assert.Single(Directory.GetFiles(admin.Folder, "*.corrupt-*"));
            File.WriteAllText(aside, good);
            File.Move(aside, admin.ManifestPath);
        });
        Assert.Equal(id, Assert.Single(admin.Host.Modules.List()).Id);
        Assert.Equal(418, await admin.StatusAsync());
    }

    /// <summary>One of two entries would be lost without a word when the other is registered.</summary>
    [Fact]
    public async Task Two_modules_of_one_name_set_the_manifest_aside()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        await admin.AddAsync(TestAdmin.Form("one", admin.Write(Guests.Rejects, "a.wasm")));
        await admin.AddAsync(TestAdmin.Form("two", admin.Write(Guests.Continues, "b.wasm")));
        string good = await File.ReadAllTextAsync(admin.ManifestPath);
        await admin.RestartAsync(() => File.WriteAllText(admin.ManifestPath, good.Replace("\"two\"", "\"one\"", StringComparison.Ordinal)));
        Assert.Single(Directory.GetFiles(admin.Folder, "*.corrupt-*"));
        Assert.Equal(503, await admin.StatusAsync());
    }

    /// <summary>A rule that says something else than its author meant would let requests pass its module.</summary>
    [Theory]
    [InlineData("\"paths\": [ \"/*\" ]", 418)]
    [InlineData("\"paths\": [ \"v1\" ]", 503)]
    [InlineData("\"hosts\": [ \"***\" ]", 503)]
    [InlineData("\"headers\": { \"x\": [ \"1\" ], \"X\": [ \"2\" ] }", 503)]
    public async Task A_module_whose_match_is_invalid_is_missing(string match, int expected)
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Rejects, "a.wasm"), more: ",\"match\":{\"paths\":[\"/\"]}"));
        string good = await File.ReadAllTextAsync(admin.ManifestPath);
        await admin.RestartAsync(() => File.WriteAllText(admin.ManifestPath, Regex.Replace(good, "\"paths\": \\[[^]]*\\]", match)));
        Assert.Equal(expected, await admin.StatusAsync());
        Assert.Equal(expected == 503, (await admin.SendAsync("GET", "/ready")).Body.Contains("match is invalid", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"version\":4}", "has version 4, but this gateway reads 3")]
    [InlineData("{\"version\":1e12}", "has version 1e12, but this gateway reads 3")]
    [InlineData("folder", "is a folder: choose a file in it")]
    [InlineData("link", "cannot be read: No such file or directory")]
    [InlineData("pipe", "is a pipe and not a file")]
    public async Task A_manifest_that_cannot_be_used_is_named_with_the_reason(string manifest, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes of the file system are made with mkfifo.");
        string folder = Directory.CreateTempSubdirectory("smg-manifest").FullName;
        string path = Path.Combine(folder, "m.json");
        switch (manifest)
        {
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "link":
                File.CreateSymbolicLink(path, Path.Combine(folder, "not-there"));
                break;
            case "pipe":
                using (Process mkfifo = Process.Start("mkfifo", [path]))
                {
                    await mkfifo.WaitForExitAsync().EndsAsync();
                }

                break;
            default:
                await File.WriteAllTextAsync(path, manifest);
                break;
        }

        (int code, string error) = await GatewayProcess.FailAsync("--upstream", "http://127.0.0.1:9", "--manifest", path);
        Directory.Delete(folder, recursive: true);
        Assert.Equal(3, code);
        Assert.StartsWith($"smg-gateway: cannot run here: the manifest '{path}' ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_of_a_newer_gateway_or_one_that_another_uses_is_left_alone()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        IOException e = Assert.Throws<IOException>(() => new GatewayHost(admin.Host.Options));
        Assert.Contains("another gateway", e.Message, StringComparison.Ordinal);
        GatewayOptions options = admin.Host.Options;
        await admin.RestartAsync(() =>
        {
            File.WriteAllText(admin.ManifestPath, "{\"version\":4,\"colour\":1}");
            e = Assert.Throws<IOException>(() => new GatewayHost(options));
            Assert.Contains("has version 4, but this gateway reads 3", e.Message, StringComparison.Ordinal);
            Assert.Equal("{\"version\":4,\"colour\":1}", File.ReadAllText(admin.ManifestPath));
            File.Delete(admin.ManifestPath);
        });
        Assert.Empty(admin.Host.Modules.List());
    }

    [Theory]
    [InlineData("Closed", 503)]
    [InlineData("Open", 200)]
    public async Task While_a_module_cannot_be_restored_requests_wait_for_it_unless_it_is_open(string policy, int expected)
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        string path = admin.Write(Guests.Rejects, "a.wasm");
        Guid id = await admin.AddAsync(TestAdmin.Form("auth", path, more: $",\"failure_policy\":\"{policy}\",\"order\":3"));
        string created = Created(await ListAsync(admin));
        await admin.RestartAsync(() =>
        {
            File.Delete(path);
            Directory.Delete(admin.StorePath, recursive: true);
        });
        Assert.Equal(expected, await admin.StatusAsync());

        // It is remembered as often as it takes.
        await admin.RestartAsync();
        Assert.Empty(admin.Host.Modules.List());
        Assert.Equal(expected, await admin.StatusAsync());

        // A replacement that fails changes nothing; one that does not gives the module back as it was.
        Assert.Equal(400, (await admin.SendAsync("PUT", $"/wasm/{id}", TestAdmin.Form("auth", path))).Status);
        Assert.Equal(expected, await admin.StatusAsync());
        (int status, string body) = await admin.SendAsync(
            "PUT",
            $"/wasm/{id}",
            TestAdmin.Form("auth", admin.Write(Guests.RejectsWith(451), "b.wasm"))
        );
        Assert.True(status == 200, body);
        Assert.Equal(451, await admin.StatusAsync());
        string list = await ListAsync(admin);
        Assert.Equal(created, Created(list));
        Assert.Contains($"\"module_uuid\":\"{id}\"", list, StringComparison.Ordinal);
        Assert.Contains("\"order\":3", list, StringComparison.Ordinal);
        await admin.RestartAsync();
        Assert.Equal(list, await ListAsync(admin));
    }

    [Fact]
    public async Task A_missing_module_can_be_removed_and_another_can_take_its_name()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        string path = admin.Write(Guests.Rejects, "a.wasm");
        string other = admin.Write(Guests.RejectsWith(451), "b.wasm");
        Guid id = await admin.AddAsync(TestAdmin.Form("auth", path));
        await admin.AddAsync(TestAdmin.Form("other", other));
        await admin.RestartAsync(() =>
        {
            File.Delete(path);
            File.Delete(other);
            Directory.Delete(admin.StorePath, recursive: true);
        });
        (int status, string body) = await admin.SendAsync("DELETE", $"/wasm/{id}");
        Assert.Equal((200, $$"""{"module_uuid":"{{id}}","message":"Module 'auth' is removed."}"""), (status, body));
        Assert.Equal(404, (await admin.SendAsync("DELETE", $"/wasm/{id}")).Status);
        Assert.Equal(503, await admin.StatusAsync());
        Guid taken = await admin.AddAsync(TestAdmin.Form("other", admin.Write(Guests.Continues, "c.wasm")));
        Assert.Equal(200, await admin.StatusAsync());
        await admin.RestartAsync();
        Assert.Equal(taken, Assert.Single(admin.Host.Modules.List()).Id);
        Assert.Equal(200, await admin.StatusAsync());
    }

    [Fact]
    public async Task Bytes_that_are_damaged_in_the_store_come_from_the_file_and_never_others()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        string path = admin.Write(Guests.Rejects, "a.wasm");
        await admin.AddAsync(TestAdmin.Form("auth", path));
        string stored = Assert.Single(Directory.GetFiles(admin.StorePath));
        await admin.RestartAsync(() => File.WriteAllBytes(stored, [1, 2, 3]));
        Assert.Equal(418, await admin.StatusAsync());
        Assert.Equal(Guests.Rejects.Digest, Sha256Digest.Of(await File.ReadAllBytesAsync(stored)));

        // The same with a file that is another by now: it was never registered.
        await admin.RestartAsync(() =>
        {
            File.WriteAllBytes(stored, [1, 2, 3]);
            admin.Write(Guests.Continues, "a.wasm");
        });
        Assert.Empty(admin.Host.Modules.List());
        Assert.Equal(503, await admin.StatusAsync());
    }

    [Fact]
    public async Task What_cannot_be_kept_is_not_done()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        Guid id = await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Rejects, "a.wasm")));
        byte[] manifest = await File.ReadAllBytesAsync(admin.ManifestPath);
        File.Delete(admin.ManifestPath);
        Directory.CreateDirectory(admin.ManifestPath);

        (int status, string body) = await admin.SendAsync(
            "POST",
            "/wasm",
            $$"""{"modules":[{{TestAdmin.Form("more", admin.Write(Guests.Continues, "b.wasm"))}}]}"""
        );
        Assert.Equal(400, status);
        Assert.Contains("at the stage Publish: it cannot be saved: ", body, StringComparison.Ordinal);
        (status, body) = await admin.SendAsync(
            "PUT",
            $"/wasm/{id}",
            TestAdmin.Form("auth", admin.Write(Guests.RejectsWith(451), "c.wasm"))
        );
        Assert.Equal(400, status);
        Assert.Contains("it cannot be saved: ", body, StringComparison.Ordinal);
        (status, body) = await admin.SendAsync("DELETE", $"/wasm/{id}");
        Assert.Equal(503, status);
        Assert.Contains("The module is not removed", TestAdmin.Error(body, "manifest_not_written"), StringComparison.Ordinal);
        Assert.Equal(id, Assert.Single(admin.Host.Modules.List()).Id);
        Assert.Equal(418, await admin.StatusAsync());

        // As soon as it can be kept it is done.
        Directory.Delete(admin.ManifestPath);
        await File.WriteAllBytesAsync(admin.ManifestPath, manifest);
        Assert.Equal(200, (await admin.SendAsync("DELETE", $"/wasm/{id}")).Status);
        await admin.RestartAsync();
        Assert.Empty(admin.Host.Modules.List());
    }

    [Fact]
    public async Task A_start_that_restores_everything_writes_nothing_and_the_next_change_does()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Rejects, "a.wasm"), more: ",\"match\":{\"paths\":[\"/none\"]}"));
        Guid id = await admin.AddAsync(TestAdmin.Form("more", admin.Write(Guests.Continues, "b.wasm")));
        DateTime old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await admin.RestartAsync(() => File.SetLastWriteTimeUtc(admin.ManifestPath, old));
        Assert.Equal(2, admin.Host.Modules.List().Length);
        Assert.Equal(old, File.GetLastWriteTimeUtc(admin.ManifestPath));

        // Version 1 has no on_stream: the start adds the policy that such an entry means.
        string text = await File.ReadAllTextAsync(admin.ManifestPath);
        await admin.RestartAsync(() =>
            File.WriteAllText(admin.ManifestPath, Regex.Replace(text, "\"on_stream\": \"[a-z]*\",", "", RegexOptions.CultureInvariant))
        );
        Assert.Equal(text, await File.ReadAllTextAsync(admin.ManifestPath));

        Assert.Equal(200, (await admin.SendAsync("DELETE", $"/wasm/{id}")).Status);
        Assert.DoesNotContain(id.ToString(), await File.ReadAllTextAsync(admin.ManifestPath), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(admin.StorePath));
    }

    private static async Task<string> ListAsync(TestAdmin admin)
    {
        (int status, string body) = await admin.SendAsync("GET", "/wasm");
        Assert.Equal(200, status);
        return Accesses.Replace(body[..body.IndexOf("\"metrics\"", StringComparison.Ordinal)], "");
    }

    private static string Created(string list) => Regex.Match(list, "\"created_at\":\"([^\"]*)\"").Groups[1].Value;
}
