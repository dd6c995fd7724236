using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Tests.Telemetry;

namespace Smg.Wasm.Tests.Middleware;

/// <summary>What a chain logs of answers that it does not take as they are.</summary>
public sealed class ChainLogTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 8,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 20_000,
    };

    public static TheoryData<string, WasmModule, FailurePolicy, string> Refused =>
        new()
        {
            {
                "a line break",
                Sets("x-a", "a\r\nb"),
                FailurePolicy.Closed,
                "The value of header 0 of headers-set contains a control character. The client gets 500."
            },
            {
                "a name",
                Sets("x a", "b"),
                FailurePolicy.Closed,
                "The name of header 0 of headers-set is not an HTTP token. The client gets 500."
            },
            {
                "a name, passed",
                Sets("x a", "b"),
                FailurePolicy.Open,
                "The name of header 0 of headers-set is not an HTTP token. The message continues without the module."
            },
            {
                "a status",
                ActionGuest.Reject(0),
                FailurePolicy.Closed,
                "The module rejected with the status 0, which is not between 200 and 599. The client gets 500 instead of 0."
            },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_refused_answer_is_logged_once_with_the_sentence_of_its_check(
        string kind,
        WasmModule module,
        FailurePolicy policy,
        string sentence
    )
    {
        Assert.NotEmpty(kind);
        string line = await RunAsync(module, policy);
        Assert.Contains(
            $"Module '{module.Name}' failed at OnRequest, stage Apply: InvalidResult: {sentence}",
            line,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("mended", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("dropped", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dropped_part_is_logged_as_dropped_and_not_as_a_failure()
    {
        string line = await RunAsync(Sets("host", "elsewhere"), FailurePolicy.Closed);
        Assert.Contains(
            "Part of the action of module 'modifies' was dropped: changes to headers that only the host sets: Host.",
            line,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("failed", line, StringComparison.OrdinalIgnoreCase);
    }

    private static WasmModule Sets(string name, string value) =>
        ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header(name, value)] });

    private static async Task<string> RunAsync(WasmModule module, FailurePolicy policy)
    {
        using CapturedLog log = new();
        using WasmRuntime runtime = new(Options, log);
        _ = await new MiddlewareChain(runtime).RunOnRequestAsync([new ChainLink(module, policy)], Guests.Request);
        return Assert.Single(log.Lines, line => line.Event is 4 or 9).Line;
    }
}
