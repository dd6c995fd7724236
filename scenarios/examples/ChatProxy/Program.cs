using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using Smg.Gateway.Simulator;

await using UpstreamHost model = new(new Uri("http://127.0.0.1:0"), new UpstreamSettings { Tokens = 32 });
await model.StartAsync().ConfigureAwait(false);

WebApplicationBuilder builder = WebApplication.CreateBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
);
builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
builder.Services.AddSmgWasm(builder.Configuration.GetSection("SmgWasm"));
builder.Services.AddHttpForwarder();
await using WebApplication app = builder.Build();
app.UseWasmMiddleware();
app.MapForwarder("/{**any}", model.Address.ToString());
await app.StartAsync().ConfigureAwait(false);

ChatClient Client(string key) =>
    new("simulated", new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri($"{app.Urls.First()}/v1") });
ChatClient client = Client("secret-api-key-12345");
ChatCompletion whole = await client.CompleteChatAsync("hello").ConfigureAwait(false);
Console.WriteLine($"whole: {whole.Content[0].Text.Length > 0}");
int pieces = 0;
await foreach (StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync("hello").ConfigureAwait(false))
{
    pieces += update.ContentUpdate.Count;
}

Console.WriteLine($"streamed: {pieces > 1}");
Console.WriteLine(
    $"at once: {(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.CompleteChatAsync("at once"))).ConfigureAwait(false)).Length}"
);
ChatCompletion large = await client.CompleteChatAsync(new string('x', 8 << 20)).ConfigureAwait(false);
Console.WriteLine($"8 MB: {large.Content[0].Text.Length > 0}");
try
{
    _ = await Client("wrong").CompleteChatAsync("hello").ConfigureAwait(false);
}
catch (ClientResultException refused)
{
    Console.WriteLine($"without the key: {refused.Status}");
}
