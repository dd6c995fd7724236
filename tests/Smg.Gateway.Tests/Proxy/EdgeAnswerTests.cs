using System.Text;
using System.Text.RegularExpressions;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Answers at the edge of HTTP, from upstreams and from modules: the client gets a well-formed one with its request's id.</summary>
[Trait("Category", "Hostile")]
public sealed class EdgeAnswerTests
{
    private static readonly Dictionary<string, string> AnswersByName = new()
    {
        ["no-content"] = "HTTP/1.1 204 No Content\r\n\r\n",
        ["no-content-with-length"] = "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
        ["reset-with-body"] = "HTTP/1.1 205 Reset Content\r\nContent-Length: 5\r\n\r\nhello",
        ["not-modified-with-length"] = "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\nETag: \"a\"\r\n\r\n",
        ["early-hints"] = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        ["two-lengths"] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 10\r\n\r\n0123456789",
        ["negative-length"] = "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        ["no-http"] = "SSH-2.0-OpenSSH_9.2\r\n",
        ["status-099"] = "HTTP/1.1 099 Weird\r\nContent-Length: 2\r\n\r\nhi",
        ["status-600"] = "HTTP/1.1 600 Weird\r\nContent-Length: 2\r\n\r\nhi",
        ["nothing"] = "",
        ["error"] = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\nboom",
    };

    public static TheoryData<string, bool> Answers()
    {
        TheoryData<string, bool> data = [];
        foreach (string name in AnswersByName.Keys)
        {
            data.Add(name, false);
            data.Add(name, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Whatever_an_upstream_answers_the_client_gets_a_well_formed_answer(string answer, bool withModule)
    {
        string bytes = AnswersByName[answer];
        foreach (string method in (string[])["GET", "HEAD"])
        {
            using RawUpstream upstream = RawUpstream.Answering(Encoding.Latin1.GetBytes(method == "HEAD" && bytes.Length > 0 ? bytes[..(bytes.LastIndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and int end ? end + 4 : bytes.Length)] : bytes));
            await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync, options => options with { Upstream = upstream.Address });
            if (withModule)
            {
                await gateway.AddAsync(new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes"), AttachPoint.OnResponse);
            }

            AssertWellFormed(await RawUpstream.SendRawAsync(gateway.Host.Address, $"{method} /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), method);
        }
    }

    [Theory]
    [InlineData(201, 201)]
    [InlineData(204, 204)]
    [InlineData(205, 205)]
    [InlineData(304, 304)]
    [InlineData(599, 599)]
    [InlineData(100, 500)]
    [InlineData(101, 500)]
    [InlineData(600, 500)]
    public async Task A_module_may_turn_a_body_into_any_final_status(int status, int wanted)
    {
        foreach (bool needsBody in (bool[])[true, false])
        {
            await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.Answers("a body"u8.ToArray()));
            WasmModule module = ActionGuest.Modify(new ModifyAction { Status = (ushort)status });
            await gateway.AddAsync(module, new ModuleRegistration(module.Name, [AttachPoint.OnResponse]) { NeedsBody = needsBody, DryRun = false });
            string got = await RawUpstream.SendRawAsync(gateway.Host.Address, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            Assert.Equal(wanted, AssertWellFormed(got, "GET"));
        }
    }

    private static int AssertWellFormed(string answer, string method)
    {
        string[] heads = answer.Split("\r\n\r\n");
        int at = Array.FindIndex(heads, head => !head.StartsWith("HTTP/1.1 1", StringComparison.Ordinal));
        string head = heads[at];
        string body = string.Join("\r\n\r\n", heads[(at + 1)..]);
        Match status = Regex.Match(head, "^HTTP/1\\.1 ([2-5]\\d\\d)");
        Assert.True(status.Success, answer);
        Assert.Contains("\r\nx-request-id: ", head, StringComparison.Ordinal);
        int code = int.Parse(status.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Match length = Regex.Match(head, "\r\nContent-Length: (\\d+)");
        if (method == "HEAD" || code is 204 or 205 or 304)
        {
            Assert.Equal("", body);
        }
        else if (length.Success)
        {
            Assert.Equal(length.Groups[1].Value, $"{body.Length}");
        }
        else
        {
            Assert.EndsWith("0\r\n\r\n", body, StringComparison.Ordinal);
        }

        return code;
    }
}
