using System.Text;
using CsCheck;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Storage;

/// <summary>
/// The bridge against the dynamic path: the same operation through a hook that gives everything back must give the same answer, and nothing
/// may be changed.
/// </summary>
public sealed class StorageDifferentialTests
{
    private const int Iterations = 3_000;
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        MaxBodySize = 64 << 20,
        MaxHeaderBytes = 16 << 20,
        MaxExecutionTimeMs = 30_000,
    };
    private static readonly WasmModule Echo = BuiltGuests.Load("storage-echo");

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Operations_before_give_the_same_columns_on_both_paths_and_json_is_untouched(int instanceUses)
    {
        using WasmRuntime bridge = new(Options with { InstanceUses = instanceUses });
        using WasmRuntime dynamic = new(Options with { CallPath = CallPath.Dynamic });
        StorageInputs.Before.Sample(
            input => Same(bridge, dynamic, AttachPoint.StorageBefore, input, Expected(input)),
            iter: Iterations / instanceUses,
            threads: 1
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Operations_after_give_the_same_columns_on_both_paths_and_json_is_untouched(int instanceUses)
    {
        using WasmRuntime bridge = new(Options with { InstanceUses = instanceUses });
        using WasmRuntime dynamic = new(Options with { CallPath = CallPath.Dynamic });
        StorageInputs.After.Sample(
            input => Same(bridge, dynamic, AttachPoint.StorageAfter, input, Expected(input, Text(input.Result), input.Extra)),
            iter: Iterations / instanceUses,
            threads: 1
        );
    }

    [Fact]
    public void Refusals_give_the_same_reason_on_both_paths()
    {
        using WasmRuntime bridge = new(Options);
        using WasmRuntime dynamic = new(Options with { CallPath = CallPath.Dynamic });
        StorageInputs.Before.Sample(
            input =>
            {
                StorageBeforeInput rejected = input with { Context = [.. input.Context, new ContextEntry("reject", "")] };
                RefusalAnswer expected = new(Text(input.Payload));
                return Equals(expected, Call(bridge, AttachPoint.StorageBefore, rejected))
                    && Equals(expected, Call(dynamic, AttachPoint.StorageBefore, rejected));
            },
            iter: 500,
            threads: 1
        );
    }

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public void Payload_and_result_of_4_MB_arrive_byte_for_byte(CallPath path)
    {
        string json = $"\"{string.Concat(Enumerable.Repeat("0123456789abcdé😀", 200_000))}\"";
        using WasmRuntime runtime = new(Options with { CallPath = path });
        StorageAfterInput input = new()
        {
            Operation = StorageOperation.StoreResponse,
            Payload = Utf8(json),
            Result = Utf8(json),
        };
        ColumnsAnswer answer = Assert.IsType<ColumnsAnswer>(Call(runtime, AttachPoint.StorageAfter, input));
        Assert.Equal([new("operation", "store-response"), new("payload", json), new("result", json)], answer.Columns);
    }

    /// <summary>Sizes on either side of what crosses in one image, with its JSON and without.</summary>
    [Theory]
    [InlineData(0, 2_558)]
    [InlineData(0, 2_559)]
    [InlineData(1_000, 100)]
    [InlineData(30_000, 100)]
    [InlineData(30_000, 20_000)]
    public void Context_and_columns_of_any_size_arrive_on_both_paths(int text, int json)
    {
        using WasmRuntime bridge = new(Options);
        using WasmRuntime dynamic = new(Options with { CallPath = CallPath.Dynamic });
        string value = string.Concat(Enumerable.Repeat("é😀a", text / 3));
        StorageAfterInput after = new()
        {
            Operation = StorageOperation.UpdateConversation,
            Context = [new("first", value), new("second", "")],
            Payload = Utf8($"\"{new string('p', json)}\""),
            Result = Utf8("null"),
            Extra = [new("column", value), new("", "")],
        };
        Assert.True(Same(bridge, dynamic, AttachPoint.StorageAfter, after, Expected(after, "null", after.Extra)));
        StorageBeforeInput before = new()
        {
            Operation = after.Operation,
            Context = after.Context,
            Payload = after.Payload,
        };
        Assert.True(Same(bridge, dynamic, AttachPoint.StorageBefore, before, Expected(before)));
    }

    private static JsonText Utf8(string text) => JsonText.FromUtf8(Encoding.UTF8.GetBytes(text));

    private static string Text(JsonText json) => Encoding.UTF8.GetString(json.Utf8);

    /// <summary>What echo gives. Half a surrogate pair has no UTF-8 form and becomes U+FFFD.</summary>
    private static List<ExtraColumn> Expected(StorageInput input, string result = "", IReadOnlyList<ExtraColumn>? extra = null) =>
        [
            new("operation", OperationNames.Of(input.Operation)),
            new("payload", Text(input.Payload)),
            new("result", result),
            .. input.Context.Select(entry => new ExtraColumn(Whole(entry.Key), Whole(entry.Value))),
            .. extra?.Select(column => new ExtraColumn(Whole(column.Name), Whole(column.Value))) ?? [],
        ];

    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static bool Same(
        WasmRuntime bridge,
        WasmRuntime dynamic,
        AttachPoint attachPoint,
        StorageInput input,
        IReadOnlyList<ExtraColumn> expected
    )
    {
        // A context that asks echo to refuse is another test's.
        return input.Context.Any(entry => entry.Key == "reject")
            || (
                Columns(Call(bridge, attachPoint, input)).SequenceEqual(expected)
                && Columns(Call(dynamic, attachPoint, input)).SequenceEqual(expected)
            );
    }

    private static IReadOnlyList<ExtraColumn> Columns(GuestAnswer answer) => ((ColumnsAnswer)answer).Columns;

    private static GuestAnswer Call(WasmRuntime runtime, AttachPoint attachPoint, StorageInput input)
    {
        ExecutionResult result = runtime.ExecuteAsync(Echo, attachPoint, input).AsTask().GetAwaiter().GetResult();
        return result.Answer ?? throw new InvalidOperationException(result.Failure!.ToString());
    }
}
