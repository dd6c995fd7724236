using CsCheck;
using Smg.Wasm.AspNetCore.Targets;

namespace Smg.Gateway.Tests.Targets;

public sealed class TargetReaderTests
{
    [Theory]
    [InlineData("/v1/chat/completions", "/v1/chat/completions", "")]
    [InlineData("/x/../v1", "/v1", "")]
    [InlineData("/x/%2e%2e/v1", "/v1", "")]
    [InlineData("/x/.%2E/v1?a=../b", "/v1", "?a=../b")]
    [InlineData("/./v1/.", "/v1/", "")]
    [InlineData("/../..", "/", "")]
    [InlineData("/%76%31/%7Euser", "/v1/~user", "")]
    [InlineData("/%c3%a9", "/%C3%A9", "")]
    [InlineData("/a%252Fb?q=%2541&c=%c3", "/a%252Fb", "?q=%2541&c=%c3")]
    [InlineData("/a?", "/a", "?")]
    [InlineData("/a??x=//y", "/a", "??x=//y")]
    [InlineData("/a/.well-known/b..c/...", "/a/.well-known/b..c/...", "")]
    [InlineData("/a/~user/(1)'!*,;=:@$&+", "/a/~user/(1)'!*,;=:@$&+", "")]
    [InlineData("http://h/v1/a?b", "/v1/a", "?b")]
    [InlineData("HTTPS://h:1?b=/c", "/", "?b=/c")]
    [InlineData("http://h", "/", "")]
    [InlineData("*", "/", "")]
    public void A_target_is_read_once(string raw, string path, string query)
    {
        RequestTarget? target = new TargetReader(new TargetRules()).Read(raw, out string? error);
        Assert.Null(error);
        Assert.Equal((path, query), (target!.Path, target.Query));
    }

    [Theory]
    [InlineData("/v1%2fchat", "encoded_slash=pass")]
    [InlineData("/v1%5Cchat", "encoded_slash=pass")]
    [InlineData("/a%00", "encoded_control=pass")]
    [InlineData("/a%7f", "encoded_control=pass")]
    [InlineData("//v1", "double_slash=pass")]
    [InlineData("http://h//v1", "double_slash=pass")]
    [InlineData("/a/..;x/v1", "dot segment")]
    [InlineData("/a\\b", "backslash")]
    [InlineData("/a%", "hexadecimal")]
    [InlineData("/a%4", "hexadecimal")]
    [InlineData("/a%+1", "hexadecimal")]
    [InlineData("/a%u0041", "hexadecimal")]
    [InlineData("/a#b", "'#'")]
    [InlineData("/a?b#c", "'#'")]
    [InlineData("/a\tb", "control")]
    [InlineData("/a?b\u007fc", "control")]
    [InlineData("/a?b c", "space")]
    [InlineData("/é", "ASCII")]
    [InlineData("http://user@h/a", "user information")]
    [InlineData("ftp://h/a", "http or https")]
    [InlineData("h:80", "http or https")]
    [InlineData("v1/chat", "http or https")]
    public void An_ambiguous_target_is_refused_with_its_reason(string raw, string reason)
    {
        Assert.Null(new TargetReader(new TargetRules()).Read(raw, out string? error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/models/a%2fb", "/models/a%2Fb")]
    [InlineData("/models/%5c", "/models/%5C")]
    [InlineData("/a%0a", "/a%0A")]
    [InlineData("//a//b", "//a//b")]
    public void A_setting_passes_what_it_names(string raw, string path)
    {
        TargetRules lenient = new()
        {
            EncodedSlash = AmbiguityRule.Pass,
            DoubleSlash = AmbiguityRule.Pass,
            EncodedControl = AmbiguityRule.Pass,
        };
        Assert.Equal(path, new TargetReader(lenient).Read(raw, out _)?.Path);
    }

    [Theory]
    [InlineData("/x%2f..%2fv1")]
    [InlineData("/x/..%2fv1")]
    [InlineData("/x/%2e%2e%5cv1")]
    [InlineData("/x//../v1")]
    public void A_dot_segment_that_only_some_servers_see_is_never_passed(string raw)
    {
        TargetRules lenient = new()
        {
            EncodedSlash = AmbiguityRule.Pass,
            DoubleSlash = AmbiguityRule.Pass,
            EncodedControl = AmbiguityRule.Pass,
        };
        Assert.Null(new TargetReader(lenient).Read(raw, out string? error));
        Assert.Contains("dot segment", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//v1///a", "/v1/a")]
    [InlineData("/x//../v1", "/v1")]
    public void Slashes_are_merged_before_dots_are_resolved(string raw, string path) =>
        Assert.Equal(path, new TargetReader(new TargetRules { DoubleSlash = AmbiguityRule.Merge }).Read(raw, out _)?.Path);

    [Fact]
    public void Parameters_of_a_segment_can_be_refused()
    {
        Assert.Null(new TargetReader(new TargetRules { PathParameters = AmbiguityRule.Reject }).Read("/v1;x/chat", out string? error));
        Assert.Contains("path_parameters=pass", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_normalised_path_is_its_own_normal_form_and_holds_no_dot_segment()
    {
        string[] pieces =
        [
            "/",
            "//",
            ".",
            "..",
            "%2e",
            "%2E",
            "a",
            "v1",
            "%76",
            "%2f",
            "%5C",
            ";x",
            "%",
            "%41",
            "%c3%a9",
            "%00",
            "?",
            "\\",
            "%25",
            "~",
        ];
        Gen<string> targets = Gen.Int[0, pieces.Length - 1]
            .Array[0, 12]
            .Select(parts => "/" + string.Concat(parts.Select(part => pieces[part])));
        TargetReader reader = new(new TargetRules());
        targets.Sample(
            raw =>
            {
                RequestTarget? once = reader.Read(raw, out string? error);
                if (once is null)
                {
                    return error is { Length: > 0 };
                }

                return reader.Read(once.Path + once.Query, out _) == once && !once.Path.Split('/').Any(segment => segment is "." or "..");
            },
            iter: 20_000
        );
    }
}
