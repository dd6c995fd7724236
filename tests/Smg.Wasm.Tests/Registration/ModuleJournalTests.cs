using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Registration;

/// <summary>What is kept of modules beyond the life of a manager, and how they come back.</summary>
public sealed class ModuleJournalTests : IDisposable
{
    private readonly ManagerFixture _fixture = new();
    private readonly Journal _journal = new();
    private readonly ModuleManager _manager;

    public ModuleJournalTests()
    {
        _manager = new ModuleManager(_fixture.Runtime, journal: _journal);
        _journal.Known = () => _manager.Current;
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Each_change_is_kept_before_it_is_seen_and_a_refusal_is_no_change()
    {
        Guid id = (await AddAsync("a", Guests.Continues)).Id;
        await _manager.ReplaceBytesAsync(id, ManagerFixture.At("a"), Guests.Rejects.Bytes.ToArray());
        await _manager.RegisterBytesAsync(ManagerFixture.At("a"), Guests.EchoesBody.Bytes.ToArray());
        _manager.Remove(id);
        _manager.Remove(id);
        Assert.Equal([$"a {Guests.Continues.Digest}", $"a {Guests.Rejects.Digest}", ""], _journal.Kept);
        Assert.Equal(["", $"a {Guests.Continues.Digest}", $"a {Guests.Rejects.Digest}"], _journal.Seen);
    }

    [Fact]
    public async Task What_the_journal_cannot_keep_is_not_done()
    {
        RegisteredModule module = await AddAsync("a", Guests.Continues);
        _journal.IsFull = true;
        RegistrationResult added = await _manager.RegisterBytesAsync(ManagerFixture.At("b"), Guests.EchoesBody.Bytes.ToArray());
        RegistrationResult replaced = await _manager.ReplaceBytesAsync(module.Id, ManagerFixture.At("a"), Guests.Rejects.Bytes.ToArray());
        Assert.Equal((RegistrationError.NotKept, RegistrationStage.Publish), (added.Error, added.Stage));
        Assert.Contains(
            "it cannot be saved: the disk is full; make the manifest's folder writable",
            added.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(RegistrationError.NotKept, replaced.Error);
        Assert.Throws<IOException>(() => _manager.Remove(module.Id));
        Assert.Equal([module], _manager.List());
    }

    [Fact]
    public async Task A_module_comes_back_with_its_id_its_time_and_its_place()
    {
        DateTimeOffset created = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);
        ModuleIdentity identity = new(Guid.NewGuid(), 7, created)
        {
            Digest = Guests.Rejects.Digest,
            Origin = new ModuleOrigin("/given.wasm", null),
        };
        ModuleIdentity earlier = new(Guid.NewGuid(), 3, created);
        await _manager.RestoreBytesAsync(identity, ManagerFixture.At("seventh"), Guests.Rejects.Bytes.ToArray());
        await AddAsync("new", Guests.Continues);
        await _manager.RestoreFileAsync(earlier, ManagerFixture.At("third"), _fixture.Write("third.wasm", Guests.EchoesBody.Bytes));
        Assert.Equal(["third", "seventh", "new"], _manager.List().Select(module => module.Module.Name));
        Assert.Equal([3L, 7L, 8L], _manager.List().Select(module => module.Sequence));
        RegisteredModule restored = _manager.Find(identity.Id)!;
        Assert.Equal((created, "/given.wasm", null), (restored.CreatedAt, restored.GivenPath, restored.FilePath));
    }

    [Fact]
    public async Task Other_bytes_and_an_id_that_is_taken_are_refused_and_the_place_stays_free()
    {
        ModuleIdentity identity = new(Guid.NewGuid(), 5, DateTimeOffset.UnixEpoch) { Digest = Guests.Rejects.Digest };
        RegistrationResult changed = await _manager.RestoreBytesAsync(identity, ManagerFixture.At("a"), Guests.Continues.Bytes.ToArray());
        Assert.Equal((RegistrationError.BytesChanged, RegistrationStage.Read), (changed.Error, changed.Stage));
        Assert.Equal(6, (await AddAsync("new", Guests.Continues)).Sequence);
        Assert.True((await _manager.RestoreBytesAsync(identity, ManagerFixture.At("a"), Guests.Rejects.Bytes.ToArray())).Succeeded);
        RegistrationResult taken = await _manager.RestoreBytesAsync(
            identity with
            {
                Digest = null,
            },
            ManagerFixture.At("b"),
            Guests.EchoesBody.Bytes.ToArray()
        );
        Assert.Contains($"module 'a' has the id {identity.Id}", taken.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("zz6c91dd6f9f6170655fd627c8e81f15fe1434c763bd5865e28d69c7cbf27fcc")]
    [InlineData(null)]
    public void What_is_no_digest_is_not_read_as_one(string? text)
    {
        Assert.False(Sha256Digest.TryParse(text, out _));
        Assert.True(Sha256Digest.TryParse(Guests.Rejects.Digest.ToString(), out Sha256Digest digest));
        Assert.Equal(Guests.Rejects.Digest, digest);
    }

    private async Task<RegisteredModule> AddAsync(string name, WasmModule module)
    {
        RegistrationResult result = await _manager.RegisterBytesAsync(ManagerFixture.At(name), module.Bytes.ToArray());
        return result.Module ?? throw new InvalidOperationException(result.Message);
    }

    private sealed class Journal : IModuleJournal
    {
        public List<string> Kept { get; } = [];

        /// <summary>What readers knew when a change was kept.</summary>
        public List<string> Seen { get; } = [];

        public Func<ModuleSnapshot> Known { get; set; } = () => ModuleSnapshot.Empty;

        public bool IsFull { get; set; }

        public void Keep(ModuleSnapshot modules)
        {
            if (IsFull)
            {
                throw new IOException("the disk is full");
            }

            Seen.Add(Text(Known()));
            Kept.Add(Text(modules));
        }

        private static string Text(ModuleSnapshot modules) =>
            string.Join(", ", modules.Modules.Select(module => $"{module.Module.Name} {module.Module.Digest}"));
    }
}
