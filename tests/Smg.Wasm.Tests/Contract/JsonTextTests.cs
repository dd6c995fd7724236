using System.Text;
using System.Text.Json;
using CsCheck;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Options;
using Smg.Wasm.Tests.Storage;

namespace Smg.Wasm.Tests.Contract;

public sealed class JsonTextTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 4,
        ThreadPoolSize = 1,
        MaxBodySize = 100,
    };

    [Fact]
    public void A_parsed_value_keeps_its_text() =>
        StorageInputs.Json.Sample(json =>
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return JsonText.From(document.RootElement).Utf8.SequenceEqual(Encoding.UTF8.GetBytes(json.Trim()));
        });

    [Fact]
    public void A_value_within_a_document_keeps_its_own_text()
    {
        using JsonDocument document = JsonDocument.Parse("""{"a": [1.50, null , {"b":18446744073709551616}], "c": 2}""");
        Assert.Equal("""[1.50, null , {"b":18446744073709551616}]"""u8, JsonText.From(document.RootElement.GetProperty("a")).Utf8);
    }

    [Fact]
    public void What_was_serialized_arrives_as_it_was_serialized() =>
        Assert.Equal(
            """{"Number":1.50,"None":null}"""u8,
            JsonText.From(JsonSerializer.SerializeToElement(new { Number = 1.50m, None = (string?)null })).Utf8
        );

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task Bytes_that_are_no_utf8_are_refused_before_the_guest_is_called(CallPath path)
    {
        using WasmRuntime runtime = new(Options with { CallPath = path });
        JsonText broken = JsonText.FromUtf8(new byte[] { (byte)'"', 0xff, (byte)'"' });
        ExecutionFailure failure = (
            await Call(runtime, new StorageBeforeInput { Operation = StorageOperation.GetItem, Payload = broken })
        ).Failure!;
        Assert.Equal((FailureStage.Admission, FailureCause.InvalidInput), (failure.Stage, failure.Cause));
        failure = (
            await Call(
                runtime,
                new StorageAfterInput
                {
                    Operation = StorageOperation.GetItem,
                    Payload = JsonText.Null,
                    Result = broken,
                }
            )
        ).Failure!;
        Assert.Equal((FailureStage.Admission, FailureCause.InvalidInput), (failure.Stage, failure.Cause));
    }

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task Bytes_that_change_while_they_are_passed_on_cost_the_call_and_not_the_process(CallPath path)
    {
        byte[] bytes = "\"a\""u8.ToArray();
        JsonText text = JsonText.FromUtf8(bytes);
        bytes[1] = 0xff;
        using WasmRuntime runtime = new(Options with { CallPath = path });
        ExecutionFailure failure = (
            await Call(runtime, new StorageBeforeInput { Operation = StorageOperation.GetItem, Payload = text })
        ).Failure!;
        Assert.Equal(FailureCause.CallFailed, failure.Cause);
        Assert.Null(
            (await Call(runtime, new StorageBeforeInput { Operation = StorageOperation.GetItem, Payload = JsonText.Null })).Failure
        );
    }

    [Theory]
    [InlineData(98, 98, true)]
    [InlineData(99, 98, false)]
    [InlineData(98, 99, false)]
    public async Task Payload_and_result_may_have_as_many_bytes_as_a_body(int payload, int result, bool passes)
    {
        using WasmRuntime runtime = new(Options);
        StorageAfterInput input = new()
        {
            Operation = StorageOperation.GetItem,
            Payload = Json(payload),
            Result = Json(result),
        };
        ExecutionFailure? failure = (await Call(runtime, input)).Failure;
        Assert.Equal(passes ? null : FailureCause.BodyTooLarge, failure?.Cause);

        static JsonText Json(int length) => JsonText.FromUtf8(Encoding.UTF8.GetBytes($"\"{new string('a', length)}\""));
    }

    [Fact]
    public async Task Input_that_does_not_fit_is_refused()
    {
        using WasmRuntime runtime = new(Options);
        StorageBeforeInput input = new() { Operation = StorageOperation.GetItem, Payload = JsonText.Null };
        foreach (
            StorageInput bad in (StorageInput[])
                [
                    input with
                    {
                        Operation = (StorageOperation)17,
                    },
                    input with
                    {
                        Operation = (StorageOperation)(-1),
                    },
                    input with
                    {
                        Context = null!,
                    },
                    input with
                    {
                        Context = [new("a", null!)],
                    },
                    input with
                    {
                        Payload = null!,
                    },
                    new StorageAfterInput
                    {
                        Operation = StorageOperation.GetItem,
                        Payload = JsonText.Null,
                        Result = null!,
                    },
                    new StorageAfterInput
                    {
                        Operation = StorageOperation.GetItem,
                        Payload = JsonText.Null,
                        Result = JsonText.Null,
                        Extra = [default],
                    },
                ]
        )
        {
            Assert.Equal(FailureCause.InvalidInput, (await Call(runtime, bad)).Failure?.Cause);
        }

        Assert.Equal(
            FailureCause.InvalidInput,
            (await runtime.ExecuteAsync(BuiltGuests.Load("storage-tenant"), AttachPoint.StorageAfter, input)).Failure?.Cause
        );
        Assert.Equal(
            FailureCause.InvalidInput,
            (await runtime.ExecuteAsync(BuiltGuests.Load("storage-tenant"), AttachPoint.StorageBefore, Guests.Request)).Failure?.Cause
        );
        Assert.Equal(
            FailureCause.InvalidInput,
            (await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, input)).Failure?.Cause
        );
    }

    private static ValueTask<ExecutionResult> Call(WasmRuntime runtime, StorageInput input) =>
        runtime.ExecuteAsync(
            BuiltGuests.Load("storage-tenant"),
            input is StorageAfterInput ? AttachPoint.StorageAfter : AttachPoint.StorageBefore,
            input
        );
}
