using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;
using Smg.Wasm.Tests.Telemetry;

namespace Smg.Wasm.Tests.Registration;

public sealed class ModuleManagerTests : IDisposable
{
    private readonly ManagerFixture _fixture = new();

    private ModuleManager Manager => _fixture.Manager;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_file_is_registered_listed_and_removed()
    {
        string path = _fixture.Write("a.wasm", Guests.Continues.Bytes);
        RegistrationResult result = await Manager.RegisterFileAsync(
            ManagerFixture.At("a") with
            {
                FailurePolicy = FailurePolicy.Open,
            },
            path
        );
        RegisteredModule module = result.Module!;
        Assert.Equal([module], Manager.List());
        Assert.Same(module, Manager.Find(module.Id));
        Assert.Equal(Guests.Continues.Digest, module.Module.Digest);
        Assert.Equal((path, FailurePolicy.Open, "a"), (module.FilePath, module.FailurePolicy, module.Module.Name));
        Assert.Equal(("", null, null), (result.Message, result.Error, result.Stage));
        Assert.True(Manager.Remove(module.Id));
        Assert.False(Manager.Remove(module.Id));
        Assert.Empty(Manager.List());
    }

    [Fact]
    public async Task Modules_come_by_order_then_by_registration()
    {
        await Add("third", Guests.Continues, order: 5);
        await Add("first", Guests.Rejects, order: -1);
        await Add("fourth", Guests.EchoesBody, order: 5);
        await Add("second", Guests.RejectsWith(201), order: 0);
        Assert.Equal(
            ["first", "second", "third", "fourth"],
            Manager.ForAttachPoint(AttachPoint.OnRequest).Select(module => module.Module.Name)
        );
        Assert.Empty(Manager.ForAttachPoint(AttachPoint.OnResponse));
        Assert.All(Manager.List(), module => Assert.Equal(1, module.AccessCount));
    }

    [Fact]
    public async Task A_removed_module_is_still_in_a_snapshot_that_was_taken_before()
    {
        RegisteredModule module = await Add("a", Guests.Continues);
        ModuleSnapshot before = Manager.Current;
        Manager.Remove(module.Id);
        Assert.Equal([module], before.ForAttachPoint(AttachPoint.OnRequest));
        Assert.Empty(Manager.Current.Modules);
    }

    [Fact]
    public async Task Asking_for_an_attach_points_modules_allocates_nothing()
    {
        await Add("a", Guests.Continues);
        Eventually.AllocatesNothing(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Assert.True(Manager.ForAttachPoint(AttachPoint.OnRequest)[0].AttachPoints.Length == 1);
            }
        });
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Of_registrations_of_the_same_bytes_at_once_exactly_one_wins()
    {
        RegistrationResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => _fixture.Register($"m{i}", Guests.Continues)))
        );
        Assert.Single(results, result => result.Succeeded);
        Assert.Equal(
            15,
            results.Count(result => (result.Stage, result.Error) == (RegistrationStage.Duplicates, RegistrationError.DuplicateBytes))
        );
        Assert.Single(Manager.List());
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Of_registrations_of_the_same_name_at_once_exactly_one_wins()
    {
        RegistrationResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => _fixture.Register("a", Guests.RejectsWith(400 + i))))
        );
        Assert.Single(results, result => result.Succeeded);
        Assert.Equal(
            15,
            results.Count(result => (result.Stage, result.Error) == (RegistrationStage.Duplicates, RegistrationError.NameTaken))
        );
        Assert.Single(Manager.List());
    }

    [Fact]
    public async Task A_name_or_bytes_that_were_refused_once_are_free_again()
    {
        Assert.Equal(RegistrationError.DryRunFailed, (await _fixture.Register("a", Guests.Traps)).Error);
        Assert.True((await _fixture.Register("a", Guests.Continues)).Succeeded);
        Assert.True(
            (await Manager.RegisterBytesAsync(ManagerFixture.At("b") with { DryRun = false }, Guests.Traps.Bytes.ToArray())).Succeeded
        );
    }

    [Fact]
    public async Task A_removed_modules_name_and_bytes_are_free_again()
    {
        RegisteredModule module = await Add("a", Guests.Continues);
        Manager.Remove(module.Id);
        Assert.NotEqual(module.Id, (await Add("a", Guests.Continues)).Id);
    }

    [Fact]
    public async Task A_replacement_keeps_id_time_place_and_count()
    {
        RegisteredModule old = await Add("a", Guests.Continues, order: 3);
        await Add("b", Guests.Rejects, order: 3);
        _ = Manager.ForAttachPoint(AttachPoint.OnRequest);
        string path = _fixture.Write("new.wasm", Guests.EchoesBody.Bytes);
        ModuleRegistration registration = ManagerFixture.At("c", AttachPoint.OnRequest, AttachPoint.OnResponse) with
        {
            Order = 9,
            FailurePolicy = FailurePolicy.Open,
        };
        RegisteredModule replaced = (await Manager.ReplaceFileAsync(old.Id, registration, path)).Module!;
        Assert.Equal((old.Id, old.CreatedAt, old.Order, 1L), (replaced.Id, replaced.CreatedAt, replaced.Order, replaced.AccessCount));
        Assert.Equal(("c", path, FailurePolicy.Open), (replaced.Module.Name, replaced.FilePath, replaced.FailurePolicy));
        Assert.Equal(["c", "b"], Manager.List().Select(module => module.Module.Name));
        Assert.Equal([replaced], Manager.ForAttachPoint(AttachPoint.OnResponse));
        Assert.Equal(Guests.EchoesBody.Digest, Manager.Find(old.Id)!.Module.Digest);
    }

    [Fact]
    public async Task A_replacement_may_keep_name_and_bytes_but_not_take_another_modules()
    {
        RegisteredModule a = await Add("a", Guests.Continues);
        await Add("b", Guests.Rejects);
        ModuleRegistration withLimit = ManagerFixture.At("a") with { Settings = new ModuleSettings { MaxExecutionTimeMs = 7 } };
        Assert.Equal(
            7,
            (await Manager.ReplaceBytesAsync(a.Id, withLimit, Guests.Continues.Bytes.ToArray())).Module!.Module.Settings.MaxExecutionTimeMs
        );
        Assert.Equal(
            RegistrationError.NameTaken,
            (await Manager.ReplaceBytesAsync(a.Id, ManagerFixture.At("b"), Guests.EchoesBody.Bytes.ToArray())).Error
        );
        Assert.Equal(
            RegistrationError.DuplicateBytes,
            (await Manager.ReplaceBytesAsync(a.Id, ManagerFixture.At("a"), Guests.Rejects.Bytes.ToArray())).Error
        );
    }

    [Fact]
    public async Task The_last_good_version_stays_when_a_replacement_is_refused()
    {
        RegisteredModule a = await Add("a", Guests.Continues);
        RegistrationResult result = await Manager.ReplaceBytesAsync(a.Id, ManagerFixture.At("a"), Guests.Traps.Bytes.ToArray());
        Assert.Equal(RegistrationError.DryRunFailed, result.Error);
        Assert.Equal([a], Manager.ForAttachPoint(AttachPoint.OnRequest));
    }

    [Fact]
    public async Task What_is_not_there_is_not_replaced()
    {
        RegistrationResult result = await Manager.ReplaceBytesAsync(
            Guid.NewGuid(),
            ManagerFixture.At("a"),
            Guests.Continues.Bytes.ToArray()
        );
        Assert.Equal((RegistrationStage.Id, RegistrationError.NotFound), (result.Stage, result.Error));
        Assert.Empty(Manager.List());
    }

    [Fact]
    public async Task A_module_that_is_removed_while_it_is_replaced_stays_removed()
    {
        using CapturedLog log = new();
        using ManagerFixture fixture = new(loggers: log);
        RegisteredModule a = (await fixture.Register("a", Guests.Continues)).Module!;

        // The removal comes between the compile and the dry run.
        bool isRemoved = false;
        log.OnEvent = name => isRemoved |= name == "Compiled" && fixture.Manager.Remove(a.Id);
        RegistrationResult result = await fixture.Manager.ReplaceBytesAsync(a.Id, ManagerFixture.At("a"), Guests.Rejects.Bytes.ToArray());
        Assert.True(isRemoved);
        Assert.Equal((RegistrationStage.Publish, RegistrationError.NotFound), (result.Stage, result.Error));
        Assert.Empty(fixture.Manager.List());
    }

    [Fact]
    public async Task A_registration_that_is_given_up_leaves_nothing_behind()
    {
        RegistrationResult result = await Manager.RegisterBytesAsync(
            ManagerFixture.At("a"),
            Guests.Continues.Bytes.ToArray(),
            new CancellationToken(canceled: true)
        );
        Assert.Equal(RegistrationError.Cancelled, result.Error);
        Assert.Empty(Manager.List());
        Assert.True((await _fixture.Register("a", Guests.Continues)).Succeeded);
    }

    [Fact]
    public async Task A_manager_whose_runtime_is_gone_says_so()
    {
        _fixture.Runtime.Dispose();
        Assert.Equal(RegistrationError.RuntimeBusy, (await _fixture.Register("a", Guests.Continues)).Error);
    }

    [Fact]
    public void Every_error_has_an_advice() =>
        Assert.All(Enum.GetValues<RegistrationError>(), error => Assert.NotEmpty(RegistrationAdvice.For(error)));

    private async Task<RegisteredModule> Add(string name, WasmModule module, int order = 0)
    {
        RegistrationResult result = await _fixture.Register(name, module, order);
        Assert.True(result.Succeeded, result.Message);
        return result.Module;
    }
}
