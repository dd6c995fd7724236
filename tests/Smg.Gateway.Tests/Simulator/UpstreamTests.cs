using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Smg.Gateway.Simulator;

namespace Smg.Gateway.Tests.Simulator;

public sealed class UpstreamTests : IAsyncLifetime
{
    private const string Chat = "/v1/chat/completions";
    private const string Question =
        """{"model":"a \"small\" one","messages":[{"role":"user","content":"twelve """
        + """bytes"},{"role":"user","content":[{"type":"text","text":"four"}]}]}""";

    private readonly UpstreamHost _upstream = new(new Uri("http://127.0.0.1:0"), new UpstreamSettings { Tokens = 5 });
    private readonly HttpClient _client = new();

    public async ValueTask InitializeAsync()
    {
        await _upstream.StartAsync(TestContext.Current.CancellationToken);
        _client.BaseAddress = _upstream.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_chat_request_is_answered_with_its_model_its_tokens_and_their_number()
    {
        using HttpResponseMessage response = await PostAsync(Chat, Question);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        JsonElement root = answer.RootElement;
        Assert.Equal(
            ("chat.completion", "a \"small\" one"),
            (root.GetProperty("object").GetString(), root.GetProperty("model").GetString())
        );
        Assert.Equal(20, root.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!.Length);
        Assert.Equal("stop", root.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal("""{"prompt_tokens":4,"completion_tokens":5,"total_tokens":9}""", root.GetProperty("usage").GetRawText());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(7, 3)]
    [InlineData(100_000, 3)]
    [InlineData(2, 5)]
    public async Task A_stream_has_the_same_text_as_the_whole_answer(int bytes, int tokens)
    {
        string query = string.Create(CultureInfo.InvariantCulture, $"{Chat}?answer-bytes={bytes}&tokens={tokens}");
        using HttpResponseMessage whole = await PostAsync(query, Question);
        using JsonDocument answer = JsonDocument.Parse(await whole.Content.ReadAsStringAsync());
        string text = answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        Assert.Equal(bytes == 0 ? 4 * tokens : bytes, text.Length);

        using HttpResponseMessage response = await PostAsync(query, Streamed(usage: true));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string[] events = Events(await response.Content.ReadAsStringAsync());
        Assert.Equal("[DONE]", events[^1]);
        JsonElement[] chunks = [.. events[..^1].Select(chunk => JsonDocument.Parse(chunk).RootElement)];
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));
        Assert.Equal("assistant", chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.Equal(text, string.Concat(chunks[..^1].Select(Content)));
        Assert.Equal(tokens + 3, chunks.Length);
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(tokens, chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task The_most_tokens_that_are_wanted_cut_the_answer()
    {
        using HttpResponseMessage response = await PostAsync(Chat, """{"max_tokens":2}""");
        string answer = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"finish_reason\":\"length\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"completion_tokens\":2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latency_and_the_time_between_tokens_are_kept()
    {
        Stopwatch watch = Stopwatch.StartNew();
        using HttpRequestMessage request = new(HttpMethod.Post, Chat) { Content = Json(Streamed(usage: false)) };
        request.Headers.Add("x-upstream-latency", "60");
        request.Headers.Add("x-upstream-token-interval", "30");
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(watch.ElapsedMilliseconds >= 59, $"The first token came after {watch.ElapsedMilliseconds} ms.");
        await response.Content.CopyToAsync(Stream.Null);
        Assert.True(watch.ElapsedMilliseconds >= 60 + (4 * 30) - 2, $"The last token came after {watch.ElapsedMilliseconds} ms.");
    }

    [Fact]
    public async Task Errors_come_as_often_as_they_are_wanted()
    {
        int failed = 0;
        for (int i = 0; i < 200; i++)
        {
            using HttpResponseMessage response = await PostAsync(Chat + "?error-rate=0.5&error-status=429", Question);
            failed += response.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
            Assert.True(response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.OK);
        }

        // Six standard deviations of a fair coin.
        Assert.InRange(failed, 58, 142);
    }

    [Fact]
    public async Task A_connection_that_is_cut_leaves_no_whole_answer()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(Chat + "?abort-rate=1", Question));
        using HttpRequestMessage request = new(HttpMethod.Post, Chat + "?abort-rate=1&token-interval=50")
        {
            Content = Json(Streamed(usage: false)),
        };
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<IOException>(async () => await (await response.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null));
    }

    [Theory]
    [InlineData("latency=soon", "latency is 'soon' but must be MS, uniform:MIN-MAX")]
    [InlineData("latency=uniform:5-1", "latency is")]
    [InlineData("latency=lognormal:0-1", "latency is")]
    [InlineData("tokens=-1", "tokens is '-1' but must be 0 to 100000")]
    [InlineData("error-rate=NaN", "error-rate is 'NaN' but must be 0 to 1")]
    [InlineData("error-status=200", "error-status is '200' but must be 400 to 599")]
    public async Task A_setting_that_is_none_is_refused(string query, string error)
    {
        using HttpResponseMessage response = await PostAsync(Chat + "?" + query, Question);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.StartsWith(error, answer.RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("{\"model\":")]
    [InlineData("{} {}")]
    public async Task A_body_that_is_no_chat_request_is_refused(string body)
    {
        using HttpResponseMessage response = await PostAsync(Chat, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"model":7,"stream":"yes","max_tokens":-1,"messages":{"content":"x"},"stream_options":[true]}""")]
    [InlineData("""{"model":null,"messages":[[{"content":{"text":7}}]],"tools":[{"content":"x"}]}""")]
    public async Task Fields_of_another_type_are_as_if_they_were_not_there(string body)
    {
        using HttpResponseMessage response = await PostAsync(Chat, body);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"model\":\"smg-upstream\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"prompt_tokens\":0,\"completion_tokens\":5", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_echo_gives_back_what_was_sent()
    {
        byte[] body = new byte[3_000_000];
        new Random(1).NextBytes(body);
        using HttpRequestMessage request = new(HttpMethod.Put, "/echo?a=%2f") { Content = new ByteArrayContent(body) };
        request.Headers.Add("x-one", "1");
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.Equal(["/echo?a=%2f"], response.Headers.GetValues("x-target"));
        Assert.Equal(["PUT"], response.Headers.GetValues("x-method"));
        Assert.Equal(["1"], response.Headers.GetValues("echo-x-one"));
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("GET", "/v1/models", 200)]
    [InlineData("POST", "/v1/models", 405)]
    [InlineData("GET", Chat, 405)]
    [InlineData("GET", "/v2", 404)]
    public async Task Paths_and_methods_are_told_apart(string method, string path, int status)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(status == 200, answer.RootElement.TryGetProperty("data", out _));
    }

    private static string Streamed(bool usage) =>
        $"{{\"stream\":true,\"stream_options\":{{\"include_usage\":{(usage ? "true" : "false")}}}}}";

    private static string[] Events(string stream) =>
        [.. stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line["data: ".Length..])];

    private static string Content(JsonElement chunk) =>
        chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out JsonElement content) ? content.GetString()! : "";

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _client.PostAsync(path, Json(body));
}
