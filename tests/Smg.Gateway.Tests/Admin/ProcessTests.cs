using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Smg.Gateway.Tests.Admin;

/// <summary>The gateway as a separate process, ended politely and not.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task What_was_answered_is_there_after_the_process_was_killed_amid_changes()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Processes are ended by signals here.");
        string folder = Directory.CreateTempSubdirectory("smg-process-").FullName;
        try
        {
            string a = Path.Combine(folder, "a.wasm");
            string b = Path.Combine(folder, "b.wasm");
            await File.WriteAllBytesAsync(a, Guests.Continues.Bytes.ToArray());
            await File.WriteAllBytesAsync(b, Guests.Rejects.Bytes.ToArray());
            Guid id;
            using (GatewayProcess first = await GatewayProcess.StartAsync(folder))
            {
                id = await AddAsync(first, "auth", a);
                using CancellationTokenSource end = new();
                Task changes = ReplaceAsync(first, id, [b, a], end.Token);
                await Task.Delay(300);
                first.Kill();
                await end.CancelAsync();
                await changes;
            }

            using GatewayProcess second = await GatewayProcess.StartAsync(folder);
            JsonElement module = Assert.Single(
                (await second.Admin.GetFromJsonAsync<JsonElement>("/wasm")).GetProperty("modules").EnumerateArray()
            );
            Assert.Equal(id, module.GetProperty("module_uuid").GetGuid());
            Assert.Contains(
                module.GetProperty("module_meta").GetProperty("sha256_hash").GetString(),
                new[] { Guests.Continues.Digest.ToString(), Guests.Rejects.Digest.ToString() }
            );
            Assert.Equal(200, (int)(await second.Admin.GetAsync("/ready")).StatusCode);
            Assert.Equal(0, await second.EndAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Guid> AddAsync(GatewayProcess gateway, string name, string path)
    {
        using HttpResponseMessage response = await gateway.Admin.PostAsync(
            "/wasm",
            Json($$"""{"modules":[{{TestAdmin.Form(name, path)}}]}""")
        );
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.GetProperty("modules")[0].GetProperty("add_result").GetProperty("Success").GetGuid();
    }

    private static async Task ReplaceAsync(GatewayProcess gateway, Guid id, string[] files, CancellationToken end)
    {
        try
        {
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                using HttpResponseMessage response = await gateway.Admin.PutAsync(
                    $"/wasm/{id}",
                    Json(TestAdmin.Form("auth", files[i % files.Length])),
                    end
                );
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // It was killed.
        }
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
