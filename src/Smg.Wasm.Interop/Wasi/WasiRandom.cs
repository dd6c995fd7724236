using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Smg.Wasm.Interop.Wasi;

/// <summary><c>wasi:random</c>. What may be insecure is secure too.</summary>
internal static unsafe class WasiRandom
{
    /// <summary>Bytes that a guest may ask for at once, as in a browser's <c>getRandomValues</c>.</summary>
    private const int MaxBytes = 64 << 10;

    public static void AddTo(ComponentLinkerHandle linker)
    {
        using (WasiInterface random = new(linker, "wasi:random/random"u8))
        {
            random.Add("get-random-bytes"u8, "func(u64) -> list<u8>", &Bytes);
            random.Add("get-random-u64"u8, "func() -> u64", &Number);
        }

        using (WasiInterface insecure = new(linker, "wasi:random/insecure"u8))
        {
            insecure.Add("get-insecure-random-bytes"u8, "func(u64) -> list<u8>", &Bytes);
            insecure.Add("get-insecure-random-u64"u8, "func() -> u64", &Number);
        }

        using WasiInterface seed = new(linker, "wasi:random/insecure-seed"u8);
        seed.Add("insecure-seed"u8, "func() -> tuple<u64, u64>", &Seed);
    }

    private static void Bytes(in WasiCall call)
    {
        call.Expect(arguments: 1, results: 1);
        ulong count = call.U64(0);
        if (count > MaxBytes)
        {
            throw new WasiFault($"a guest may ask for {MaxBytes} random bytes at once: {count} exceeds the limit");
        }

        call.Return(WasiValue.Bytes(RandomNumberGenerator.GetBytes((int)count)));
    }

    private static void Number(in WasiCall call) => call.Expect(arguments: 0, results: 1).Return(WasiValue.U64(Next()));

    private static void Seed(in WasiCall call) =>
        call.Expect(arguments: 0, results: 1).Return(WasiValue.Pair(WasiValue.U64(Next()), WasiValue.U64(Next())));

    private static ulong Next()
    {
        ulong number = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref number)));
        return number;
    }
}
