using System.Text.Json;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Storage;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Tests.Storage;

public sealed class StorageHooksTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 60_000,
    };
    private static readonly JsonElement Payload = JsonDocument.Parse("""{"id":"c1"}""").RootElement;
    private static readonly ContextEntry[] Tenant = [new("user", "u"), new("tenant_id", "täñant")];

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task Every_operation_without_a_tenant_is_refused_and_keeps_its_columns_with_one(CallPath path)
    {
        using WasmRuntime runtime = new(Options with { CallPath = path });
        StorageHooks hooks = new(runtime);
        ChainLink[] links = [new(BuiltGuests.Load("storage-tenant"))];
        foreach (StorageOperation operation in Enum.GetValues<StorageOperation>())
        {
            StorageResult without = await hooks.BeforeAsync(links, operation, [new("user", "u")], Payload);
            Assert.Equal(StorageOutcome.Reject, without.Outcome);
            Assert.Equal(new StorageRejection("the context has no tenant_id", "storage-tenant", Failure: null), without.Rejection);
            Assert.Empty(without.Columns);

            StorageResult with = await hooks.BeforeAsync(links, operation, Tenant, Payload);
            Assert.Equal(StorageOutcome.Continue, with.Outcome);
            ExtraColumn[] columns = [new("tenant_id", "täñant"), new("operation", OperationNames.Of(operation))];
            Assert.Equal(columns, with.Columns);

            StorageResult after = await hooks.AfterAsync(links, operation, Tenant, Payload, Payload, with.Columns);
            Assert.Equal(StorageOutcome.Continue, after.Outcome);
            Assert.Equal([.. columns, new("stored", "true")], after.Columns);
        }
    }

    [Fact]
    public void There_are_seventeen_operations_named_as_in_the_wit()
    {
        string[] names = [.. Enum.GetValues<StorageOperation>().Select(OperationNames.Of)];
        Assert.Equal(17, names.Length);
        Assert.Equal(Enum.GetNames<StorageOperation>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName), names);
        WitInterface types = WitPackage.Storage.Interface("storage-hook-types");
        Assert.Equal(WitPackage.Storage.Definition(types, "operation").Members.Select(member => member.Name), names);
    }

    [Fact]
    public async Task Columns_of_several_hooks_are_put_together_before_and_handed_on_after()
    {
        using WasmRuntime runtime = new(Options);
        StorageHooks hooks = new(runtime);
        WasmModule tenant = BuiltGuests.Load("storage-tenant");
        ChainLink[] links = [new(tenant), new(new StorageGuest().ToModule("nothing")), new(tenant)];
        StorageResult before = await hooks.BeforeAsync(links, StorageOperation.GetItem, Tenant, Payload);
        Assert.Equal(["tenant_id", "operation", "tenant_id", "operation"], before.Columns.Select(column => column.Name));
        StorageResult after = await hooks.AfterAsync(
            [links[0], links[2]],
            StorageOperation.GetItem,
            Tenant,
            Payload,
            Payload,
            [new("a", "1")]
        );
        Assert.Equal(["a", "stored", "stored"], after.Columns.Select(column => column.Name));

        // A hook that gives no columns after an operation takes away those that there were.
        Assert.Empty((await hooks.AfterAsync([links[1]], StorageOperation.GetItem, Tenant, Payload, Payload, [new("a", "1")])).Columns);
    }

    [Fact]
    public async Task Without_hooks_an_operation_goes_on_with_the_columns_that_it_has()
    {
        using WasmRuntime runtime = new(Options);
        StorageHooks hooks = new(runtime);
        StorageResult before = await hooks.BeforeAsync([], StorageOperation.GetItem, [], Payload);
        Assert.Equal((StorageOutcome.Continue, 0), (before.Outcome, before.Columns.Count));
        ExtraColumn[] extra = [new("a", "1")];
        Assert.Equal(extra, (await hooks.AfterAsync([], StorageOperation.GetItem, [], Payload, Payload, extra)).Columns);
    }

    [Fact]
    public async Task The_first_refusal_is_the_last_word()
    {
        using WasmRuntime runtime = new(Options);
        ChainLink[] links = [new(BuiltGuests.Load("storage-tenant")), new(new StorageGuest { Before = "unreachable" }.ToModule("traps"))];
        StorageResult result = await new StorageHooks(runtime).BeforeAsync(links, StorageOperation.CreateItem, [], Payload);
        Assert.Equal("storage-tenant", result.Rejection!.Module);
        Assert.Empty(result.Notes);
    }

    [Theory]
    [InlineData(AttachPoint.StorageBefore)]
    [InlineData(AttachPoint.StorageAfter)]
    public async Task A_hook_that_fails_refuses_the_operation_unless_its_policy_is_open(AttachPoint attachPoint)
    {
        using WasmRuntime runtime = new(Options);
        WasmModule traps = new StorageGuest { Before = "unreachable", After = "unreachable" }.ToModule("traps");
        ChainLink tenant = new(BuiltGuests.Load("storage-tenant"));

        StorageResult closed = await Run(new ChainLink(traps));
        Assert.Equal(StorageOutcome.Reject, closed.Outcome);
        Assert.Equal("The storage hook 'traps' failed.", closed.Rejection!.Reason);
        Assert.Equal("Trap(Unreachable)", closed.Rejection.Failure!.CauseText);
        Assert.Equal(ChainNoteKind.Failed, Assert.Single(closed.Notes).Kind);

        StorageResult open = await Run(new ChainLink(traps, FailurePolicy.Open));
        Assert.Equal(StorageOutcome.Continue, open.Outcome);
        Assert.Equal(
            attachPoint == AttachPoint.StorageBefore ? ["tenant_id", "operation"] : ["a", "stored"],
            open.Columns.Select(column => column.Name)
        );
        Assert.Equal(ChainNoteKind.FailedOpen, Assert.Single(open.Notes).Kind);

        async Task<StorageResult> Run(ChainLink first) =>
            attachPoint == AttachPoint.StorageBefore
                ? await new StorageHooks(runtime).BeforeAsync([first, tenant], StorageOperation.LinkItem, Tenant, Payload)
                : await new StorageHooks(runtime).AfterAsync(
                    [first, tenant],
                    StorageOperation.LinkItem,
                    Tenant,
                    Payload,
                    Payload,
                    [new("a", "1")]
                );
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a\nb", "control character")]
    public async Task A_column_that_cannot_be_stored_is_an_invalid_result(string name, string fault)
    {
        using WasmRuntime runtime = new(Options);
        StorageBeforeInput input = new()
        {
            Operation = StorageOperation.CreateItem,
            Context = [new(name, "v")],
            Payload = JsonText.Null,
        };
        StorageRejection rejection = (
            await new StorageHooks(runtime).BeforeAsync([new ChainLink(BuiltGuests.Load("storage-echo"))], input)
        ).Rejection!;
        Assert.Equal((FailureStage.Apply, FailureCause.InvalidResult), (rejection.Failure!.Stage, rejection.Failure.Cause));
        Assert.Contains(fault, rejection.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_no_decision()
    {
        using WasmRuntime runtime = new(Options);
        using CancellationTokenSource cancelled = new();
        ChainLink[] links =
        [
            new(new StorageGuest { Before = "(loop $again (br $again)) unreachable" }.ToModule("loops"), FailurePolicy.Open),
        ];
        Task<StorageResult> run = Task.Run(async () =>
            await new StorageHooks(runtime).BeforeAsync(links, StorageOperation.CreateItem, [], Payload, cancelled.Token)
        );
        await runtime.RunAsync(calls: 1);
        await cancelled.CancelAsync();
        StorageResult result = await run.EndsAsync();
        Assert.Equal(StorageOutcome.Cancelled, result.Outcome);
        Assert.Null(result.Rejection);
    }

    [Fact]
    public void An_element_that_is_undefined_is_misuse()
    {
        using WasmRuntime runtime = new(Options);
        Assert.Throws<ArgumentException>(() =>
        {
            _ = new StorageHooks(runtime).BeforeAsync([], StorageOperation.CreateItem, [], default);
        });
        Assert.Throws<ArgumentException>(() => JsonText.FromUtf8(default));
    }
}
