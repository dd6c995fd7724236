using System.Text;

namespace Smg.Gateway.Tests.Admin;

public sealed class HostileJsonTests(SharedAdmin shared) : IClassFixture<SharedAdmin>
{
    [Theory]
    [InlineData("", "malformed_json", "The body is not the expected JSON")]
    [InlineData("{", "malformed_json", "(line 1, byte 2)")]
    [InlineData("{\"modules\":[]} x", "malformed_json", "byte 16")]
    [InlineData("{\"modules\":[{}],}", "malformed_json", "trailing comma")]
    [InlineData("/* */ {\"modules\":[]}", "malformed_json", "'/'")]
    [InlineData("{\"modules\":[],\"modules\":[]}", "malformed_json", "Duplicate property 'modules'")]
    [InlineData("{\"modules\":[{\"order\":NaN}]}", "malformed_json", "'N'")]
    [InlineData("{\"modules\":[{\"\\ud800\":1,\"\\ud800\":2}]}", "malformed_json", "half a surrogate pair")]
    [InlineData("{\"modules\":[{\"\\ud800\":1}]}", "malformed_json", "half a surrogate pair")]
    [InlineData("{\"modules\":[{\"name\":\"\\udc00\"}]}", "invalid_request", "half a surrogate pair")]
    [InlineData("null", "invalid_request", "The body is null but must be an object.")]
    [InlineData("[]", "invalid_request", "The body is [] but must be an object.")]
    [InlineData("{}", "invalid_request", "at least one module")]
    [InlineData("{\"modules\":null}", "invalid_request", "modules is null but must be an array.")]
    [InlineData("{\"modules\":[null]}", "invalid_request", "modules[0] is null but must be an object.")]
    [InlineData(
        "{\"modules\":[{}]}",
        "invalid_request",
        "modules[0] lacks name: a module needs name, file_path, module_type and attach_points."
    )]
    [InlineData("{\"module\":[]}", "invalid_request", "The body has the unknown field 'module'; it has modules.")]
    [InlineData("{\"modules\":[{\"Name\":\"x\"}]}", "invalid_request", "modules[0] has the unknown field 'Name'; a module has name, ")]
    [InlineData("{\"modules\":[{\"colour\":null}]}", "invalid_request", "unknown field 'colour'")]
    [InlineData("{\"modules\":[{\"name\":1}]}", "invalid_request", "modules[0].name is 1 but must be a string.")]
    [InlineData("{\"modules\":[{\"name\":null}]}", "invalid_request", "modules[0].name is null but must be a string.")]
    [InlineData(
        "{\"modules\":[{\"module_type\":\"Filter\"}]}",
        "invalid_request",
        "modules[0].module_type is \"Filter\" but must be \"Middleware\" or \"Storage\"."
    )]
    [InlineData(
        "{\"modules\":[{\"attach_points\":[\"OnRequest\"]}]}",
        "invalid_request",
        "modules[0].attach_points[0] is \"OnRequest\" but must be an object."
    )]
    [InlineData(
        "{\"modules\":[{\"attach_points\":[{}]}]}",
        "invalid_request",
        "modules[0].attach_points[0] must be one attach point, for instance"
    )]
    [InlineData(
        "{\"modules\":[{\"attach_points\":[{\"Middleware\":\"OnRequest\",\"Storage\":\"After\"}]}]}",
        "invalid_request",
        "must be one attach point"
    )]
    [InlineData(
        "{\"modules\":[{\"attach_points\":[{\"Middleware\":\"onrequest\"}]}]}",
        "invalid_request",
        "is \"onrequest\" but must be \"OnRequest\" or \"OnResponse\" or \"OnError\" or \"OnEvent\"."
    )]
    [InlineData("{\"modules\":[{\"attach_points\":[{\"Filter\":\"x\"}]}]}", "invalid_request", "an attach point has Middleware or Storage")]
    [InlineData("{\"modules\":[{\"order\":1.5}]}", "invalid_request", "modules[0].order is 1.5 but must be a whole number of 32 bits.")]
    [InlineData("{\"modules\":[{\"order\":1e999}]}", "invalid_request", "must be a whole number")]
    [InlineData("{\"modules\":[{\"max_memory_pages\":2147483648}]}", "invalid_request", "must be a whole number")]
    [InlineData("{\"modules\":[{\"dry_run\":\"yes\"}]}", "invalid_request", "must be true or false")]
    [InlineData("{\"modules\":[{\"environment\":[]}]}", "invalid_request", "must be an object")]
    [InlineData("{\"modules\":[{\"environment\":{\"A\":1}}]}", "invalid_request", "modules[0].environment.A is 1 but must be a string.")]
    [InlineData(
        "{\"modules\":[{\"match\":{\"headers\":{\"x\":[\"1\"],\"X\":[\"2\"]}}}]}",
        "invalid_request",
        "modules[0].match is invalid: headers has 'x' twice, in upper and lower case"
    )]
    public async Task What_is_not_asked_for_is_refused_with_its_place(string json, string type, string part)
    {
        (int status, string body) = await shared.Admin.SendAsync("POST", "/wasm", json);
        Assert.Equal(400, status);
        Assert.Contains(part, TestAdmin.Error(body, type), StringComparison.Ordinal);
        Assert.Empty(shared.Admin.Host.Modules.List());
    }

    [Fact]
    public async Task Deep_nesting_bytes_that_are_not_utf8_and_lists_without_end_are_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"modules\":[", 5000));
        (int status, string body) = await shared.Admin.SendAsync("POST", "/wasm", deep);
        Assert.Equal(400, status);
        Assert.Contains("maximum configured depth", TestAdmin.Error(body, "malformed_json"), StringComparison.Ordinal);

        byte[] latin1 = Encoding.Latin1.GetBytes("{\"modules\":[{\"name\":\"caf\u00e9\"}]}");
        (status, body) = await shared.Admin.SendAsync("POST", "/wasm", latin1);
        Assert.Equal(400, status);
        Assert.Contains("UTF-8", TestAdmin.Error(body, "invalid_request"), StringComparison.Ordinal);

        (status, body) = await shared.Admin.SendAsync(
            "POST",
            "/wasm",
            $"{{\"modules\":[{string.Join(',', Enumerable.Repeat("{}", 101))}]}}"
        );
        Assert.Equal(400, status);
        Assert.Contains(
            "modules has 101 items, and at most 100 are allowed",
            TestAdmin.Error(body, "invalid_request"),
            StringComparison.Ordinal
        );

        (status, body) = await shared.Admin.SendAsync("POST", "/wasm", $"{{\"modules\":[{{\"name\":\"{new string('n', 200_000)}\"}}]}}");
        Assert.Equal(400, status);
        Assert.Contains(
            "modules[0].name has 200000 characters, and at most 128 are allowed",
            TestAdmin.Error(body, "invalid_request"),
            StringComparison.Ordinal
        );

        (status, body) = await shared.Admin.SendAsync("POST", "/wasm", $"{{\"modules\":[{{\"{new string('f', 200_000)}\":1}}]}}");
        Assert.Equal(400, status);
        Assert.InRange(TestAdmin.Error(body, "invalid_request").Length, 1, 400);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_megabytes_are_too_many(bool chunked)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/wasm") { Content = new ByteArrayContent(new byte[10 << 20]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await shared.Admin.Client.SendAsync(request);
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Contains("1048576", TestAdmin.Error(await response.Content.ReadAsStringAsync(), "body_too_large"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Another_content_type_than_json_is_refused(string type)
    {
        (int status, string body) = await shared.Admin.SendAsync("POST", "/wasm", "{\"modules\":[]}", type);
        Assert.Equal(415, status);
        Assert.Contains("Content-Type: application/json", TestAdmin.Error(body, "unsupported_media_type"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_and_a_charset_are_no_matter()
    {
        (int status, string body) = await shared.Admin.SendAsync(
            "POST",
            "/wasm",
            [0xEF, 0xBB, 0xBF, .. "{\"modules\":[]}"u8],
            "application/JSON; charset=\"UTF-8\""
        );
        Assert.Equal(400, status);
        Assert.Contains("at least one module", TestAdmin.Error(body, "invalid_request"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_and_methods_that_there_are_not_are_answered_in_words()
    {
        (int status, string body) = await shared.Admin.SendAsync("GET", "/v1/wasm");
        Assert.Equal(404, status);
        Assert.Contains("GET /v1/wasm", TestAdmin.Error(body, "not_found"), StringComparison.Ordinal);
        (status, body) = await shared.Admin.SendAsync("PATCH", "/wasm");
        Assert.Equal(405, status);
        Assert.Contains("use GET or POST", TestAdmin.Error(body, "method_not_allowed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_name_in_one_list_is_registered_once()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        string form = TestAdmin.Form("twice", admin.Write(Guests.Continues, "a.wasm"));
        (int status, string body) = await admin.SendAsync("POST", "/wasm", $$"""{"modules":[{{form}},{{form}}]}""");
        Assert.Equal(400, status);
        Assert.Contains("a module of that name is registered", body, StringComparison.Ordinal);
        Assert.Single(admin.Host.Modules.List());
    }
}
