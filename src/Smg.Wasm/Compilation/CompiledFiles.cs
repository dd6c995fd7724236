using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Compilation;

/// <summary>
/// Compiled components in a folder. They are native code, so only what this class wrote is ever loaded: the folder and its key belong to
/// this user alone, each file carries a code (HMAC-SHA256) made with that key over its name and content, and what is checked is what is
/// loaded. Anything else in the folder is as if it were not there. Two processes may use one folder: files appear whole, by renaming.
/// </summary>
internal sealed class CompiledFiles
{
    private const string KeyFile = "key";
    private const int KeyBytes = 32;

    /// <summary>
    /// Goes up whenever the adapter or its image changes, what is removed from a guest before it is compiled, how it is linked, or what a
    /// file holds.
    /// </summary>
    private const int BridgeVersion = 20;

    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private readonly string _folder;
    private readonly string _setting;
    private readonly byte[]? _key;

    public CompiledFiles(WasmRuntimeOptions options)
    {
        _folder = options.CompiledFolder;
        _setting = Setting(options);
        _key = TryReadOrMakeKey();
    }

    /// <summary>Reads a component's native code.</summary>
    /// <returns>Null when it is not there, or not to be trusted.</returns>
    public ReadOnlyMemory<byte>? TryRead(in Sha256Digest digest, CompiledForm form)
    {
        if (_key is null)
        {
            return null;
        }

#if SABOTAGE
        Thread.Sleep(Smg.Sabotage.Fault.SlowLoad ? 80 : 0);
        if (Smg.Sabotage.Fault.CompiledFileLost)
        {
            return null;
        }
#endif
        string name = FileName(digest, form);
        string path = Path.Combine(_folder, name);
        if (OpenedFile.TryReadAll(path) is not { } content)
        {
            return null;
        }

        if (content.Length <= HMACSHA256.HashSizeInBytes)
        {
            return null;
        }

        // Not in one expression: a null beside a ReadOnlyMemory is an empty one there.
        ReadOnlyMemory<byte> code = content.AsMemory(HMACSHA256.HashSizeInBytes);
        if (!CryptographicOperations.FixedTimeEquals(content.AsSpan(0, HMACSHA256.HashSizeInBytes), Authenticate(name, code.Span)))
        {
            return null;
        }

        return code;
    }

    /// <summary>Whether there is a file for a component. It is not read: whether it is to be trusted is known when it is loaded.</summary>
    public bool Has(in Sha256Digest digest, CompiledForm form) =>
        _key is not null && File.Exists(Path.Combine(_folder, FileName(digest, form)));

    /// <summary>
    /// Keeps a component. A folder that cannot be written does not fail the compile: the component is compiled again next time.
    /// </summary>
    public void Save(CompiledCode code, CompileJob job)
    {
        if (_key is null)
        {
            return;
        }

        string name = FileName(job.Module.Digest, job.Form);
        KeptCore core = new(code.Core?.IsWhole == true, code.Core?.Marks, code.Obstacles);
        byte[] content = new KeptCode(code.Core?.Bytes ?? default, core, job.Data, code.Bytes).ToArray();
        TryWrite(name, [.. Authenticate(name, content), .. content], overwrite: true);
    }

    private static string Setting(WasmRuntimeOptions options) =>
        string.Join(
            '\n',
            $"wasmtime {NativeLibraryVersion.Current}",
            $"bridge {BridgeVersion}",
            $"os {RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}",
            $"cpu {X86Base.IsSupported} {Sse42.IsSupported} {Popcnt.IsSupported} {Avx.IsSupported} {Avx2.IsSupported} "
                + $"{Fma.IsSupported} {Bmi1.IsSupported} {Bmi2.IsSupported} {Lzcnt.IsSupported} {Avx512F.IsSupported} "
                + $"{Avx512BW.IsSupported} {Avx512DQ.IsSupported} {Avx512Vbmi.IsSupported}",
            $"options {options.Pooling} {options.OptimizationLevel} {options.ConcurrencySupport} {options.MaxStackSize} "
                + $"{options.MaxMemoryPages} {options.MaxTableElements} {options.PregrowMemory} {options.LinkModules} {options.DirectMemory} "
                + $"{EngineSettingsFactory.CreateUndoing(options) is not null} {options.KeptInstances > 0} {options.MarkWrites}"
        );

    private string FileName(in Sha256Digest digest, CompiledForm form) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{digest}\n{form}\n{_setting}"))) + ".cwasm";

    private byte[] Authenticate(string name, ReadOnlySpan<byte> code)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key!);
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        hash.AppendData(code);
        return hash.GetHashAndReset();
    }

    private byte[]? TryReadOrMakeKey()
    {
        try
        {
            MakeFolder();
            string path = Path.Combine(_folder, KeyFile);
            if (!File.Exists(path))
            {
                // Two processes may come here at once: the first one's key stays.
                TryWrite(KeyFile, RandomNumberGenerator.GetBytes(KeyBytes), overwrite: false);
            }

            byte[] key = File.ReadAllBytes(path);
            return key.Length == KeyBytes && IsPrivate(_folder) && IsPrivate(path) ? key : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, PrivateFolder);
        }
    }

    private static bool IsPrivate(string path) =>
        OperatingSystem.IsWindows() || ((File.GetUnixFileMode(path) & Others) == 0 && FileOwner.IsThisUser(path));

    private void TryWrite(string name, byte[] content, bool overwrite)
    {
        try
        {
            AtomicFile.Write(Path.Combine(_folder, name), content, overwrite);
        }
        catch (IOException)
        {
            // The next start compiles again.
        }
    }
}
