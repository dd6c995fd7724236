using System.Diagnostics;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.Modules;

public sealed class ModuleManagerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smg-modules").FullName;
    private readonly ModuleManager _manager = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_registered_listed_and_removed()
    {
        string path = Write("a.wasm", Guests.Continues.Bytes);
        RegisteredModule module = _manager.RegisterFile("a", path, [AttachPoint.OnRequest]).Module!;
        Assert.Equal([module], _manager.List());
        Assert.Equal(Guests.Continues.Digest, module.Module.Digest);
        Assert.Equal(path, module.FilePath);
        Assert.True(_manager.Remove(module.Id));
        Assert.False(_manager.Remove(module.Id));
        Assert.Empty(_manager.List());
    }

    [Fact]
    public void Modules_come_by_order_then_by_registration()
    {
        Register("third", Guests.Continues, order: 5);
        Register("first", Guests.Rejects, order: -1);
        Register("fourth", Guests.Traps, order: 5);
        Register("second", Guests.EchoesBody, order: 0);
        Assert.Equal(["first", "second", "third", "fourth"], _manager.ForAttachPoint(AttachPoint.OnRequest).Select(module => module.Module.Name));
        Assert.Empty(_manager.ForAttachPoint(AttachPoint.OnResponse));
        Assert.All(_manager.List(), module => Assert.Equal(1, module.AccessCount));
    }

    [Fact]
    public void The_same_bytes_are_registered_once_also_under_contention()
    {
        RegistrationResult[] results = new RegistrationResult[16];
        Parallel.For(0, results.Length, i => results[i] = _manager.RegisterBytes($"m{i}", Guests.Continues.Bytes, [AttachPoint.OnRequest]));
        Assert.Single(results, result => result.Succeeded);
        Assert.Equal(15, results.Count(result => result.Error == RegistrationError.DuplicateBytes));
    }

    [Theory]
    [InlineData("relative.wasm", "not an absolute path")]
    [InlineData("", "empty")]
    [InlineData("/tmp/../etc/a.wasm", "'.' or '..'")]
    [InlineData("/tmp/./a.wasm", "'.' or '..'")]
    [InlineData("/tmp/a.txt", "does not end in .wasm")]
    [InlineData("/etc/a.wasm", "below /etc")]
    [InlineData("//etc/a.wasm", "below /etc")]
    [InlineData("/proc/self/root/tmp/a.wasm", "below /proc")]
    [InlineData("/var/run/a.wasm", "below /var/run")]
    [InlineData("/run/a.wasm", "below /run")]
    [InlineData("/tmp/there-is-none.wasm", "does not exist")]
    public void Paths_against_a_rule_are_refused(string path, string reason)
    {
        RegistrationResult result = _manager.RegisterFile("a", path, [AttachPoint.OnRequest]);
        Assert.Equal(RegistrationError.PathRefused, result.Error);
        Assert.Contains(reason, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_with_a_NUL_is_refused()
        => Assert.Contains("NUL", _manager.RegisterFile("a", "/tmp/a\0.wasm", [AttachPoint.OnRequest]).Message, StringComparison.Ordinal);

    [Fact]
    public void Links_are_resolved_and_checked_again()
    {
        string good = Write("good.wasm", Guests.Continues.Bytes);
        string link = Path.Combine(_folder, "link.wasm");
        File.CreateSymbolicLink(link, good);
        string bad = Path.Combine(_folder, "bad.wasm");
        File.CreateSymbolicLink(bad, "/etc/hostname");
        string circle = Path.Combine(_folder, "circle.wasm");
        File.CreateSymbolicLink(circle, circle);
        Assert.Equal(good, _manager.RegisterFile("a", link, [AttachPoint.OnRequest]).Module?.FilePath);
        Assert.Equal(RegistrationError.PathRefused, _manager.RegisterFile("b", bad, [AttachPoint.OnRequest]).Error);
        Assert.Equal(RegistrationError.PathRefused, _manager.RegisterFile("c", circle, [AttachPoint.OnRequest]).Error);
    }

    [Fact]
    public void A_folder_is_no_module()
    {
        string path = Path.Combine(_folder, "folder.wasm");
        Directory.CreateDirectory(path);
        Assert.Equal(RegistrationError.PathRefused, _manager.RegisterFile("a", path, [AttachPoint.OnRequest]).Error);
    }

    [Fact]
    public async Task A_pipe_is_no_module_and_is_not_waited_for()
    {
        string path = Path.Combine(_folder, "pipe.wasm");
        using (Process mkfifo = Process.Start("mkfifo", [path]))
        {
            await mkfifo.WaitForExitAsync();
        }

        RegistrationResult result = await Task.Run(() => _manager.RegisterFile("a", path, [AttachPoint.OnRequest])).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(RegistrationError.PathRefused, result.Error);
    }

    [Fact]
    public async Task Links_that_multiply_are_refused_at_once()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, "l0"), _folder);
        for (int i = 1; i <= 30; i++)
        {
            Directory.CreateSymbolicLink(Path.Combine(_folder, $"l{i}"), $"l{i - 1}/l{i - 1}");
        }

        Write("a.wasm", Guests.Continues.Bytes);
        string path = Path.Combine(_folder, "l30", "a.wasm");
        RegistrationResult result = await Task.Run(() => _manager.RegisterFile("a", path, [AttachPoint.OnRequest])).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(RegistrationError.PathRefused, result.Error);
    }

    [Fact]
    public void What_is_no_component_is_refused_with_a_hint()
    {
        byte[][] inputs = [[], [1, 2, 3], "(component)"u8.ToArray(), WatGuest.Parse("(module)"), Guests.Continues.Bytes[..6].ToArray()];
        Assert.All(inputs, bytes =>
        {
            RegistrationResult result = _manager.RegisterBytes("a", bytes, [AttachPoint.OnRequest]);
            Assert.Equal(RegistrationError.NotAComponent, result.Error);
            Assert.Contains("component", result.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Name_and_attach_points_are_needed()
    {
        Assert.Equal(RegistrationError.NameMissing, _manager.RegisterBytes(" ", Guests.Continues.Bytes, [AttachPoint.OnRequest]).Error);
        Assert.Equal(RegistrationError.AttachPointMissing, _manager.RegisterBytes("a", Guests.Continues.Bytes, []).Error);
    }

    private void Register(string name, WasmModule module, int order)
        => Assert.True(_manager.RegisterBytes(name, module.Bytes, [AttachPoint.OnRequest], order).Succeeded);

    private string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes.ToArray());
        return path;
    }
}
