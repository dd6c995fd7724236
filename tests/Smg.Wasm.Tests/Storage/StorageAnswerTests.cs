using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Storage;

/// <summary>What hooks answer has the same verdict on both paths, whether it can be read or not.</summary>
public sealed class StorageAnswerTests
{
    private const string NameOutside =
        "(i32.store offset=64 (i32.const 0) (i32.const 65000)) (i32.store offset=68 (i32.const 0) (i32.const 999))";
    private const string NameNotUtf8 =
        "(i32.store8 offset=128 (i32.const 0) (i32.const 255)) (i32.store offset=64 (i32.const 0) (i32.const 128)) "
        + "(i32.store offset=68 (i32.const 0) (i32.const 1))";

    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        MaxHeaderBytes = 2 << 10,
        OptimizationLevel = OptimizationLevel.None,
        CompileGuard = CompileGuard.None,
    };

    /// <summary>Code of a hook before an operation, and how the call ends; null where the answer is taken.</summary>
    public static TheoryData<string, FailureCause?> Before =>
        new()
        {
            { "(i32.const 16)", null },
            { "(i32.const 17)", FailureCause.InvalidResult },
            { "(i32.const 65528)", FailureCause.InvalidResult },
            { "(i32.const -4)", FailureCause.InvalidResult },
            { Case(2) + "(i32.const 16)", FailureCause.InvalidResult },
            { Case(255) + "(i32.const 16)", FailureCause.InvalidResult },
            { Answer(0, 64, 3), null },
            { Answer(0, 65528, 1), FailureCause.InvalidResult },
            { Answer(0, 64, -1), FailureCause.InvalidResult },
            { Answer(0, -16, 0), FailureCause.InvalidResult },
            { Answer(0, 65536, 0), null },
            { Answer(0, 3, 0), FailureCause.InvalidResult },
            { Answer(0, 3, 1), FailureCause.InvalidResult },
            { NameOutside + Answer(0, 64, 1), FailureCause.InvalidResult },
            { NameNotUtf8 + Answer(0, 64, 1), FailureCause.InvalidResult },
            { Answer(0, 64, 100), FailureCause.OutputTooLarge },
            { Answer(1, 64, 0), null },
            { Answer(1, 64, 2 << 10), null },
            { Answer(1, 64, (2 << 10) + 1), FailureCause.OutputTooLarge },
            { Answer(1, 65530, 7), FailureCause.InvalidResult },
            { NameNotUtf8 + Answer(1, 128, 1), FailureCause.InvalidResult },
            { "unreachable", FailureCause.Trap },
        };

    public static TheoryData<string, FailureCause?> After =>
        new()
        {
            { "(i32.const 16)", null },
            { "(i32.const 18)", FailureCause.InvalidResult },
            { "(i32.const 65532)", FailureCause.InvalidResult },
            { List(64, 3), null },
            { List(65528, 1), FailureCause.InvalidResult },
            { List(-16, 0), FailureCause.InvalidResult },
            { List(3, 1), FailureCause.InvalidResult },
            { NameOutside + List(64, 1), FailureCause.InvalidResult },
            { NameNotUtf8 + List(64, 1), FailureCause.InvalidResult },
            { List(64, 100), FailureCause.OutputTooLarge },
            { "unreachable", FailureCause.Trap },
        };

    [Theory]
    [MemberData(nameof(Before))]
    public async Task Answers_before_an_operation_have_the_same_verdict_on_both_paths(string code, FailureCause? cause) =>
        await SameAsync(new StorageGuest { Before = code }, AttachPoint.StorageBefore, cause);

    [Theory]
    [MemberData(nameof(After))]
    public async Task Answers_after_an_operation_have_the_same_verdict_on_both_paths(string code, FailureCause? cause) =>
        await SameAsync(new StorageGuest { After = code }, AttachPoint.StorageAfter, cause);

    [Theory]
    [InlineData("string-encoding=utf8", 40)]
    [InlineData("string-encoding=utf16", 40)]
    [InlineData("string-encoding=latin1+utf16", 40)]
    [InlineData("string-encoding=utf8", 4_000)]
    [InlineData("string-encoding=utf16", 4_000)]
    [InlineData("string-encoding=latin1+utf16", 4_000)]
    public async Task A_hook_gets_payloads_in_its_own_encoding(string encoding, int characters)
    {
        string json = $"\"{string.Concat(Enumerable.Repeat("aé😀", characters / 3))}\"";
        StorageGuest refuses = new()
        {
            Before =
                "(i32.store8 (i32.const 16) (i32.const 1)) (i32.store (i32.const 20) (local.get 3)) (i32.store (i32.const 24) "
                + "(local.get 4)) (i32.const 16)",
            Memory = """(memory (export "memory") 4)""",
            Encoding = encoding,
        };
        JsonText payload = JsonText.FromUtf8(Encoding.UTF8.GetBytes(json));
        WasmRuntimeOptions roomy = Options with { MaxHeaderBytes = 64 << 10 };
        foreach (ExecutionResult result in await RunAsync(refuses, AttachPoint.StorageBefore, payload, roomy))
        {
            Assert.Equal(new RefusalAnswer(json), result.Answer);
        }
    }

    private static async Task SameAsync(StorageGuest guest, AttachPoint point, FailureCause? cause)
    {
        ExecutionResult[] results = await RunAsync(guest, point, JsonText.Null, Options);
        Assert.All(results, result => Assert.Equal(cause, result.Failure?.Cause));
        Assert.Equal(Text(results[0]), Text(results[1]));
    }

    /// <summary>A call through the adapter, and one as values.</summary>
    private static async Task<ExecutionResult[]> RunAsync(
        StorageGuest guest,
        AttachPoint point,
        JsonText payload,
        WasmRuntimeOptions options
    )
    {
        WasmModule module = guest.ToModule("hook");
        ContextEntry[] context = [new("tenant_id", "t")];
        StorageInput input =
            point == AttachPoint.StorageBefore
                ? new StorageBeforeInput
                {
                    Operation = StorageOperation.GetItem,
                    Context = context,
                    Payload = payload,
                }
                : new StorageAfterInput
                {
                    Operation = StorageOperation.GetItem,
                    Context = context,
                    Payload = payload,
                    Result = payload,
                };
        using WasmRuntime bridge = new(options);
        using WasmRuntime dynamic = new(options with { CallPath = CallPath.Dynamic });
        return [await bridge.ExecuteAsync(module, point, input), await dynamic.ExecuteAsync(module, point, input)];
    }

    private static string? Text(ExecutionResult result) =>
        result.Answer switch
        {
            ColumnsAnswer columns => string.Join('\n', columns.Columns),
            RefusalAnswer refusal => refusal.Reason,
            _ => null,
        };

    private static string Case(int number) => $"(i32.store8 (i32.const 16) (i32.const {number}))";

    private static string Answer(int number, int address, int length) =>
        $"{Case(number)}(i32.store (i32.const 20) (i32.const {address}))(i32.store (i32.const 24) (i32.const {length}))(i32.const 16)";

    private static string List(int address, int length) =>
        $"(i32.store (i32.const 16) (i32.const {address}))(i32.store (i32.const 20) (i32.const {length}))(i32.const 16)";
}
