using System.IO.Compression;
using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Fixtures.CanonicalAbi;

/// <summary>Guests at the edges of the canonical ABI, each named for what it does, and what an independent host makes of them.</summary>
public static class AbiGuests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "canonical-abi");

    /// <summary>The outcomes by guest.</summary>
    public static IReadOnlyDictionary<string, AbiOutcome> Outcomes { get; } =
        File.ReadLines(Path.Combine(Folder, "outcomes.jsonl"))
            .Select(AbiOutcome.Parse)
            .ToDictionary(line => line.Guest, line => line.Outcome);

    /// <summary>The request that the outcomes answer.</summary>
    public static MiddlewareRequest Request { get; } =
        new()
        {
            Method = "POST",
            Path = "/v1/chat/completions",
            Query = "",
            Headers =
            [
                new("host", "gateway.example"),
                new("user-agent", "bench/1.0"),
                new("accept", "*/*"),
                new("accept-encoding", "gzip, br"),
                new("content-type", "application/json"),
                new("authorization", "Bearer secret-api-key-12345"),
                new("x-request-id", "0123456789abcdef"),
                new("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                new("content-length", "2048"),
                new("connection", "keep-alive"),
            ],
            Body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"role":"user","content":"hello there"},""", 60)))[..2048],
            RequestId = "0123456789abcdef",
            NowEpochMs = 1_700_000_000_000,
        };

    /// <summary>A guest by its name.</summary>
    public static WasmModule Load(string name) =>
        WasmModule.FromBytes(name, WatGuest.Parse(File.ReadAllText(Path.Combine(Folder, name + ".wat"))));

    /// <summary>A guest in Python: 18 MB, 14 core modules.</summary>
    public static WasmModule LoadPython()
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, "python-auth.wasm.br"));
        using BrotliStream brotli = new(file, CompressionMode.Decompress);
        using MemoryStream bytes = new();
        brotli.CopyTo(bytes);
        return WasmModule.FromBytes("python-auth", bytes.ToArray());
    }
}
