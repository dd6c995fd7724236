using System.Buffers.Binary;
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
    private const int BridgeVersion = 21;

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
    public KeptCode? TryRead(in Sha256Digest digest, CompiledForm form)
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
        if (!OpenedFile.TryOpen(Path.Combine(_folder, name), out OpenedFile? file, out _, out _))
        {
            return null;
        }

        using (file)
        {
            try
            {
                return file.Kind == FileKind.Regular ? TryRead(file, name) : null;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>Reads a file: its code, the length of the head, the head, the core module, the component.</summary>
    private KeptCode? TryRead(OpenedFile file, string name)
    {
        byte[] code = new byte[HMACSHA256.HashSizeInBytes];
        byte[] length = new byte[sizeof(int)];
        long left = file.Length - code.Length - length.Length;
        if (left < 0 || left > int.MaxValue || !file.TryReadExactly(code) || !file.TryReadExactly(length))
        {
            return null;
        }

        // Whose these numbers are is not known yet.
        int headBytes = BinaryPrimitives.ReadInt32LittleEndian(length);
        byte[] head = new byte[headBytes >= 0 && headBytes < left ? headBytes : 0];
        left -= head.Length;
        if (!file.TryReadExactly(head) || KeptHead.ReadCoreBytes(head) is not (>= 0 and var coreBytes) || coreBytes > left)
        {
            return null;
        }

        using IncrementalHash hash = BeginAuthentication(name);
        hash.AppendData(length);
        hash.AppendData(head);
        CodeImage? core = coreBytes == 0 ? null : CodeImage.Read(file, coreBytes, hash);
        CodeImage? component = null;
        try
        {
            component = CodeImage.Read(file, (int)left - coreBytes, hash);
            if (CryptographicOperations.FixedTimeEquals(code, hash.GetHashAndReset()))
            {
                KeptCode kept = new(KeptHead.Read(head), core, component);
                (core, component) = (null, null);
                return kept;
            }
        }
        finally
        {
            core?.Dispose();
            component?.Dispose();
        }

        return null;
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
        ReadOnlyMemory<byte> core = code.Core?.Bytes ?? default;
        byte[] head = new KeptHead(core.Length, code.Core?.IsWhole == true, code.Core?.Marks, code.Obstacles, job.Data).ToArray();
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, head.Length);
        using IncrementalHash hash = BeginAuthentication(name);
        hash.AppendData(length);
        hash.AppendData(head);
        hash.AppendData(core.Span);
        hash.AppendData(code.Bytes.Span);
        TryWrite(name, [.. hash.GetHashAndReset(), .. length, .. head, .. core.Span, .. code.Bytes.Span], overwrite: true);
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

    /// <summary>Begins the code of a file, to which all that follows it in the file is added.</summary>
    private IncrementalHash BeginAuthentication(string name)
    {
        IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key!);
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        return hash;
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
