using Smg.Wasm.Contract;
using Smg.Wasm.Registration;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Cli.Commands.Serve;

/// <summary>A module that a gateway begins with.</summary>
/// <param name="Name">The built-in guest, or the name of the file.</param>
/// <param name="Path">The file; null for a built-in guest.</param>
/// <param name="AttachPoints">Where it is called.</param>
internal sealed record ServedModule(string Name, string? Path, IReadOnlyList<AttachPoint> AttachPoints)
{
    private static readonly Dictionary<string, AttachPoint[]> Points = new()
    {
        ["on-request"] = [AttachPoint.OnRequest],
        ["on-response"] = [AttachPoint.OnResponse],
        ["both"] = [AttachPoint.OnRequest, AttachPoint.OnResponse],
    };

    /// <summary>Reads <c>NAME</c> or <c>FILE.wasm</c>, called on requests, or <c>NAME@on-response</c>, <c>NAME@both</c>.</summary>
    /// <exception cref="UsageException">The guest, file or attach point is unknown.</exception>
    public static ServedModule Parse(string text)
    {
        int at = text.LastIndexOf('@');
        string what = at < 0 ? text : text[..at];
        string where = at < 0 ? "on-request" : text[(at + 1)..];
        if (!Points.TryGetValue(where, out AttachPoint[]? points))
        {
            throw new UsageException($"--modules: '{where}' in '{text}' must be {string.Join(", ", Points.Keys)}");
        }

        if (!what.EndsWith(".wasm", StringComparison.Ordinal))
        {
            return new ServedModule(GuestName.Resolve(what, "--modules"), null, points);
        }

        string path = System.IO.Path.GetFullPath(what);
        return File.Exists(path)
            ? new ServedModule(System.IO.Path.GetFileNameWithoutExtension(path), path, points)
            : throw new UsageException($"--modules: file not found: {path}");
    }

    /// <summary>Registers the module.</summary>
    /// <exception cref="UsageException">It is refused; the message says why.</exception>
    public async Task RegisterAsync(ModuleManager modules, CancellationToken cancellationToken)
    {
        ModuleRegistration registration = new(Name, AttachPoints);
        RegistrationResult result = Path is null
            ? await modules
                .RegisterBytesAsync(registration, GuestLibrary.Load(Name).Bytes.ToArray(), cancellationToken)
                .ConfigureAwait(false)
            : await modules.RegisterFileAsync(registration, Path, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw new UsageException("--modules: " + result.Message.TrimEnd('.'));
        }
    }
}
