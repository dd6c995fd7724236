using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using Smg.Gateway.Simulator;

await using UpstreamHost model = new(new Uri("http://127.0.0.1:0"), new UpstreamSettings { Tokens = 32 });
await model.StartAsync().ConfigureAwait(false);

WebApplicationOptions options = new() { Args = args, ContentRootPath = AppContext.BaseDirectory };
WebApplicationBuilder builder = WebApplication.CreateBuilder(options);
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
List<string> pieces = [];
await foreach (StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync("hello").ConfigureAwait(false))
{
    pieces.AddRange(update.ContentUpdate.Select(part => part.Text));
}

Task<ClientResult<ChatCompletion>>[] twenty = [.. Enumerable.Range(0, 20).Select(_ => client.CompleteChatAsync("at once"))];
ClientResult<ChatCompletion>[] answers = await Task.WhenAll(twenty).ConfigureAwait(false);
ChatCompletion large = await client.CompleteChatAsync(new string('x', 8 << 20)).ConfigureAwait(false);
Task refused = Client("wrong").CompleteChatAsync("hello");
await refused.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

Console.WriteLine($"whole: {whole.Usage.OutputTokenCount} tokens");
Console.WriteLine($"streamed: the same text in pieces: {pieces.Count > 1 && string.Concat(pieces) == whole.Content[0].Text}");
Console.WriteLine($"at once: {answers.Count(answer => answer.Value.Content[0].Text == whole.Content[0].Text)}");
Console.WriteLine($"8 MB: {large.Usage.InputTokenCount} tokens");
Console.WriteLine($"without the key: {(refused.Exception?.InnerException as ClientResultException)?.Status}");
