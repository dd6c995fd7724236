using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Registration;

[Trait("Category", "Hostile")]
[SupportedOSPlatform("linux")]
public sealed class ModulePathTests : IDisposable
{
    private readonly ManagerFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("relative.wasm", "not an absolute path")]
    [InlineData("", "empty")]
    [InlineData(null, "empty")]
    [InlineData("/tmp/../etc/a.wasm", "'.' or '..'")]
    [InlineData("/tmp/./a.wasm", "'.' or '..'")]
    [InlineData("/tmp/a.txt", "does not end in .wasm")]
    [InlineData("/tmp/a\0.wasm", "NUL")]
    [InlineData("/etc/a.wasm", "below /etc")]
    [InlineData("//etc/a.wasm", "below /etc")]
    [InlineData("/proc/self/root/tmp/a.wasm", "below /proc")]
    [InlineData("/dev/stdin", "below /dev")]
    [InlineData("/var/run/a.wasm", "below /var/run")]
    [InlineData("/run/a.wasm", "below /run")]
    [InlineData("/tmp/there-is-none.wasm", "does not exist")]
    [InlineData("/bin/sh/a.wasm", "does not exist")]
    public async Task Paths_against_a_rule_are_refused(string? path, string reason) => await Refused(path!, reason);

    [Fact]
    public async Task Links_are_resolved_and_checked_again()
    {
        string good = _fixture.Write("good.wasm", Guests.Continues.Bytes);
        Assert.Equal(good, (await _fixture.RegisterPath(Link("link.wasm", good))).Module?.FilePath);
        await Refused(Link("bad.wasm", "/etc/hostname"), "'/etc/hostname' is below /etc");
        await Refused(Link("text.wasm", _fixture.Write("a.txt", "text"u8)), "does not end in .wasm");
        string circle = Path.Combine(_fixture.Folder, "circle.wasm");
        await Refused(Link("circle.wasm", circle), "circle");
        await Refused(Link("nowhere.wasm", "/tmp/there-is-none.wasm"), "does not exist");
    }

    [Fact]
    public async Task A_folder_behind_a_link_is_checked_too()
    {
        Directory.CreateSymbolicLink(Path.Combine(_fixture.Folder, "folder"), "/etc");
        await Refused(Path.Combine(_fixture.Folder, "folder", "hostname.wasm"), "does not exist");
        Link("a.wasm", "/proc/self/root/etc/hostname");
        await Refused(Path.Combine(_fixture.Folder, "a.wasm"), "below /etc");
    }

    [Fact]
    public async Task A_folder_is_no_module() =>
        await Refused(Directory.CreateDirectory(Path.Combine(_fixture.Folder, "folder.wasm")).FullName, "is a folder");

    [Fact]
    public async Task A_pipe_is_no_module_and_is_not_waited_for()
    {
        string path = Path.Combine(_fixture.Folder, "pipe.wasm");
        using (Process mkfifo = Process.Start("mkfifo", [path]))
        {
            await mkfifo.WaitForExitAsync();
        }

        await Refused(path, "is a pipe");
    }

    [Fact]
    public async Task A_socket_is_no_module()
    {
        string path = Path.Combine(_fixture.Folder, "socket.wasm");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        await Refused(path, "is a socket");
    }

    [Fact]
    public async Task A_device_is_no_module() => await Refused(Link("zero.wasm", "/dev/zero"), "below /dev");

    [Fact]
    public async Task An_empty_file_is_no_component()
    {
        RegistrationResult result = await _fixture.RegisterPath(_fixture.Write("empty.wasm", []));
        Assert.Equal(RegistrationError.NotAComponent, result.Error);
        Assert.Contains("the file is empty", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sparse_file_of_10_GB_is_refused_without_being_read()
    {
        string path = Path.Combine(_fixture.Folder, "sparse.wasm");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(10L << 30);
        }

        long before = GC.GetTotalAllocatedBytes();
        RegistrationResult result = await _fixture.RegisterPath(path);
        Assert.Equal((RegistrationStage.Size, RegistrationError.TooLarge), (result.Stage, result.Error));

        // A tenth of the file is more than all tests beside this one allocate meanwhile.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_unreadable()
    {
        const int Nobody = 65534;
        string path = _fixture.Write("secret.wasm", Guests.Continues.Bytes);
        File.SetUnixFileMode(
            _fixture.Folder,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute
                | UnixFileMode.OtherExecute
                | UnixFileMode.GroupExecute
        );
        File.SetUnixFileMode(path, UnixFileMode.None);

        // The file is opened on the calling thread; root would be let in whatever the mode says.
        Task<RegistrationResult> registration;
        int user = SetFileSystemUser(Nobody);
        try
        {
            registration = _fixture.Manager.RegisterFileAsync(ManagerFixture.At("a"), path);
        }
        finally
        {
            _ = SetFileSystemUser(user);
        }

        RegistrationResult result = await registration;
        Assert.Equal((RegistrationStage.Read, RegistrationError.FileUnreadable), (result.Stage, result.Error));
        Assert.Contains("Permission denied", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_multiply_are_refused_at_once()
    {
        Directory.CreateSymbolicLink(Path.Combine(_fixture.Folder, "l0"), _fixture.Folder);
        for (int i = 1; i <= 30; i++)
        {
            Directory.CreateSymbolicLink(Path.Combine(_fixture.Folder, $"l{i}"), $"l{i - 1}/l{i - 1}");
        }

        _fixture.Write("a.wasm", Guests.Continues.Bytes);
        await Refused(Path.Combine(_fixture.Folder, "l30", "a.wasm"), "too many");
    }

    /// <summary>The forbidden file is a component too: only the path tells the two apart.</summary>
    [Fact]
    public async Task A_link_that_is_swapped_all_the_time_never_leads_to_a_forbidden_file()
    {
        string good = _fixture.Write("good.wasm", Guests.Continues.Bytes);
        string forbidden = $"/dev/shm/smg-{Guid.NewGuid():N}.wasm";
        await File.WriteAllBytesAsync(forbidden, Guests.Rejects.Bytes.ToArray());
        string link = Link("link.wasm", good);
        using CancellationTokenSource stop = new();
        Task swapping = Task.Run(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                // A rename puts one link in the other's place: the link is never missing.
                File.Move(Link($"next{i}.wasm", i % 2 == 0 ? forbidden : good), link, overwrite: true);
            }
        });
        try
        {
            int registered = 0;
            int refused = 0;
            Stopwatch watch = Stopwatch.StartNew();
            while (registered < 100 || refused < 100)
            {
                RegistrationResult result = await _fixture.Manager.RegisterFileAsync(ManagerFixture.At("a") with { DryRun = false }, link);
                if (result.Module is { } module)
                {
                    registered++;
                    Assert.Equal(
                        (good, Guests.Continues.Digest, Sha256Digest.Of(module.Module.Bytes)),
                        (module.FilePath, module.Module.Digest, module.Module.Digest)
                    );
                    Assert.True(_fixture.Manager.Remove(module.Id));
                }
                else
                {
                    refused++;
                    Assert.Equal(RegistrationError.PathRefused, result.Error);
                    Assert.Contains("is below /dev", result.Message, StringComparison.Ordinal);
                }

                Assert.True(watch.Elapsed < Eventually.Limit, $"{registered} registered and {refused} refused until now.");
            }
        }
        finally
        {
            await stop.CancelAsync();
            await swapping;
            File.Delete(forbidden);
        }
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileSystemUser(int user);

    private string Link(string name, string target)
    {
        string link = Path.Combine(_fixture.Folder, name);
        File.CreateSymbolicLink(link, target);
        return link;
    }

    private async Task Refused(string path, string reason)
    {
        RegistrationResult result = await _fixture.RegisterPath(path);
        Assert.Equal((RegistrationStage.Path, RegistrationError.PathRefused), (result.Stage, result.Error));
        Assert.Contains(reason, result.Message, StringComparison.Ordinal);
        Assert.StartsWith("Module 'a' is refused", result.Message, StringComparison.Ordinal);
    }
}
