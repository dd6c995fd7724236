using System.Security.Cryptography;

namespace Smg.Wasm.Interop.Tests;

public sealed class CodeImageTests : IDisposable
{
    private readonly EngineHandle _engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });
    private readonly string _path = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(_path);
        _engine.Dispose();
    }

    /// <summary>Small code is an array, and large code a file in memory.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(3 << 20)]
    public void What_was_hashed_is_loaded_whatever_becomes_of_the_file(int dataBytes)
    {
        byte[] code = Compile(dataBytes);
        File.WriteAllBytes(_path, [1, 2, 3, .. code, 4, 5]);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using CodeImage image = Read(code.Length, hash);
        Assert.Equal(SHA256.HashData(code), hash.GetHashAndReset());
        Assert.Equal(dataBytes < 1 << 20 || !OperatingSystem.IsLinux(), image.Bytes is not null);
        File.WriteAllBytes(_path, new byte[code.Length]);
        for (int engine = 0; engine < 2; engine++)
        {
            using CoreModuleHandle loaded = image.LoadCore(_engine, out NativeError? error)!;
            Assert.Null(error);
            using GuestStore store = new();
            store.Open(
                _engine,
                new StoreLimits(MemoryBytes: 1 << 26, TableElements: 1_000, Instances: 10, Tables: 10, Memories: 10),
                long.MaxValue,
                wasi: null
            );
            Assert.Null(store.Instantiate(loaded));
            Assert.Null(store.Core.Call(new CoreExport("f"), [], out ulong result));
            Assert.Equal((uint)'x', (uint)result);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3 << 20)]
    public void A_file_that_ends_early_is_an_error(int dataBytes)
    {
        byte[] code = Compile(dataBytes);
        File.WriteAllBytes(_path, [1, 2, 3, .. code[..^1]]);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Assert.Throws<EndOfStreamException>(() => Read(code.Length, hash));
    }

    private CodeImage Read(int length, IncrementalHash hash)
    {
        Assert.True(OpenedFile.TryOpen(_path, out OpenedFile? file, out _, out _));
        using (file)
        {
            Assert.True(file.TryReadExactly(new byte[3]));
            return CodeImage.Read(file, length, hash);
        }
    }

    private byte[] Compile(int dataBytes)
    {
        string text = $"""
            (module (memory 1) (data $d "{new string('x', dataBytes)}")
              (func (export "f") (result i32)
                (memory.init $d (i32.const 0) (i32.const 0) (i32.const 4)) (i32.load8_u (i32.const 3))))
            """;
        using CoreModuleHandle module = CoreModuleHandle.Compile(_engine, ComponentHandle.ParseText(text, out _)!, out _)!;
        return module.Serialize();
    }
}
