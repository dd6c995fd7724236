using System.Text.Json;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;
using Smg.Wasm.Storage;
using Smg.Wasm.Tests.Registration;

namespace Smg.Wasm.Tests.Storage;

/// <summary>Storage hooks registered with a manager: looked at and tried as middleware is.</summary>
public sealed class StorageRegistrationTests
{
    private static readonly AttachPoint[] Both = [AttachPoint.StorageBefore, AttachPoint.StorageAfter];
    private static readonly JsonElement Payload = JsonDocument.Parse("{}").RootElement;

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task A_registered_hook_is_called_in_its_order(CallPath path)
    {
        using ManagerFixture fixture = new(ManagerFixture.Options with { CallPath = path });
        RegistrationResult tenant = await fixture.Register(ManagerFixture.At("tenant", Both) with { Order = 2 }, Bytes("storage-tenant"));
        Assert.True(tenant.Succeeded, tenant.Message);
        RegistrationResult echo = await fixture.Register(
            ManagerFixture.At("echo", AttachPoint.StorageBefore) with
            {
                Order = 1,
            },
            Bytes("storage-echo")
        );
        Assert.True(echo.Succeeded, echo.Message);
        Assert.Null(echo.Module.NotBridgedBecause ?? tenant.Module.NotBridgedBecause);

        StorageHooks hooks = new(fixture.Runtime);
        ContextEntry[] context = [new("tenant_id", "t")];
        StorageResult before = await hooks.BeforeAsync(
            fixture.Manager.ForAttachPoint(AttachPoint.StorageBefore),
            StorageOperation.GetItem,
            context,
            Payload
        );
        Assert.Equal(
            ["operation", "payload", "result", "tenant_id", "tenant_id", "operation"],
            before.Columns.Select(column => column.Name)
        );
        StorageResult after = await hooks.AfterAsync(
            fixture.Manager.ForAttachPoint(AttachPoint.StorageAfter),
            StorageOperation.GetItem,
            context,
            Payload,
            Payload,
            []
        );
        Assert.Equal([new("stored", "true")], after.Columns);
        Assert.Empty(fixture.Manager.ForAttachPoint(AttachPoint.OnRequest));
    }

    [Theory]
    [InlineData(AttachPoint.StorageBefore)]
    [InlineData(AttachPoint.StorageAfter)]
    public async Task A_hook_without_the_function_of_an_attach_point_is_refused(AttachPoint missing)
    {
        byte[] bytes = new StorageGuest
        {
            Before = missing == AttachPoint.StorageBefore ? null : StorageGuest.Nothing,
            After = missing == AttachPoint.StorageAfter ? null : StorageGuest.Nothing,
        }.ToBytes();
        using ManagerFixture fixture = new();
        RegistrationResult result = await fixture.Register(ManagerFixture.At("a", Both), bytes);
        Assert.Equal((RegistrationStage.Exports, RegistrationError.AttachPointNotExported), (result.Stage, result.Error));
        Assert.Contains(missing.ToString(), result.Message, StringComparison.Ordinal);
        Assert.True((await fixture.Register(ManagerFixture.At("a", [.. Both.Where(point => point != missing)]), bytes)).Succeeded);
    }

    [Theory]
    [InlineData("entry", AttachPoint.StorageBefore, "field 1 of the value of its parameter 'context' is 'name', expected 'key'")]
    [InlineData(
        "operations",
        AttachPoint.StorageBefore,
        "case 1 of its parameter 'op' is 'get-conversation', expected 'create-conversation'"
    )]
    [InlineData(
        "operations",
        AttachPoint.StorageAfter,
        "case 1 of its parameter 'op' is 'get-conversation', expected 'create-conversation'"
    )]
    [InlineData(
        "result",
        AttachPoint.StorageAfter,
        "its result is option<record{name: string, value: string}>, expected list<record{name: string, value: string}>"
    )]
    public async Task A_function_of_another_type_is_refused_and_the_difference_told(
        string other,
        AttachPoint attachPoint,
        string difference
    )
    {
        byte[] bytes = (
            other switch
            {
                "entry" => new StorageGuest { Entry = """(record (field "name" string) (field "value" string))""" },
                "operations" => new StorageGuest { FirstOperations = "\"get-conversation\" \"create-conversation\"" },
                _ => new StorageGuest { AfterResult = "(option $column)" },
            }
        ).ToBytes();
        foreach (CallPath path in Enum.GetValues<CallPath>())
        {
            using ManagerFixture fixture = new(ManagerFixture.Options with { CallPath = path });
            RegistrationResult result = await fixture.Register(ManagerFixture.At("a", attachPoint), bytes);
            Assert.Equal((RegistrationStage.Exports, RegistrationError.AttachPointFunctionInvalid), (result.Stage, result.Error));
            Assert.Contains(difference, result.Message, StringComparison.Ordinal);

            StorageBeforeInput input = new() { Operation = StorageOperation.GetItem, Payload = JsonText.Null };
            GuestInput called =
                attachPoint == AttachPoint.StorageBefore
                    ? input
                    : new StorageAfterInput
                    {
                        Operation = StorageOperation.GetItem,
                        Payload = JsonText.Null,
                        Result = JsonText.Null,
                    };
            ExecutionFailure failure = (await fixture.Runtime.ExecuteAsync(WasmModule.FromBytes("a", bytes), attachPoint, called)).Failure!;
            Assert.Equal((FailureStage.Call, FailureCause.AttachPointFunctionInvalid), (failure.Stage, failure.Cause));
        }
    }

    [Theory]
    [InlineData(AttachPoint.StorageBefore)]
    [InlineData(AttachPoint.StorageAfter)]
    public async Task A_hook_that_fails_when_it_is_tried_is_refused(AttachPoint attachPoint)
    {
        StorageGuest guest = attachPoint == AttachPoint.StorageBefore ? new() { Before = "unreachable" } : new() { After = "unreachable" };
        using ManagerFixture fixture = new();
        RegistrationResult result = await fixture.Register(ManagerFixture.At("a", Both), guest.ToBytes());
        Assert.Equal((RegistrationStage.DryRun, RegistrationError.DryRunFailed), (result.Stage, result.Error));
        Assert.Contains($"{attachPoint}: ", result.Failure!.Message, StringComparison.Ordinal);
    }

    /// <summary>A hook sees a tenant and an operation that only reads. What it decides then does not matter.</summary>
    [Fact]
    public async Task A_hook_is_tried_with_an_operation_that_reads_and_may_refuse_it()
    {
        const string Rejects = "(i32.store8 (i32.const 16) (i32.const 1)) (i32.const 16)";
        using ManagerFixture fixture = new();
        StorageGuest rejects = new() { Before = $"(if (i32.ne (local.get 0) (i32.const 1)) (then unreachable)) {Rejects}" };
        RegistrationResult result = await fixture.Register(ManagerFixture.At("a", Both), rejects.ToBytes());
        Assert.True(result.Succeeded, result.Message);
    }

    [Fact]
    public async Task A_hook_is_tried_where_bodies_may_have_one_byte()
    {
        using ManagerFixture fixture = new(ManagerFixture.Options with { MaxBodySize = 1 });
        Assert.True((await fixture.Register(ManagerFixture.At("a", Both), Bytes("storage-tenant"))).Succeeded);
    }

    [Fact]
    public async Task Middleware_is_no_storage_hook()
    {
        using ManagerFixture fixture = new();
        Assert.Equal(RegistrationError.AttachPointNotExported, (await fixture.Register(ManagerFixture.At("a", Both), Bytes("auth"))).Error);
        Assert.Equal(
            RegistrationError.AttachPointNotExported,
            (await fixture.Register(ManagerFixture.At("a"), Bytes("storage-tenant"))).Error
        );
    }

    private static byte[] Bytes(string guest) => BuiltGuests.Load(guest).Bytes.ToArray();
}
