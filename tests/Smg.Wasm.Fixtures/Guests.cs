using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Fixtures;

/// <summary>Guests named by what they do.</summary>
public static class Guests
{
    public static WasmModule Continues { get; } = new WatGuest().ToModule("continues");

    /// <summary>Rejects with the status 418.</summary>
    public static WasmModule Rejects { get; } = RejectsWith(418);

    /// <summary>Replaces the body by the request's own body.</summary>
    public static WasmModule EchoesBody { get; } =
        new WatGuest
        {
            OnRequest = """
                (i32.store8 (i32.const 16) (i32.const 2))
                (i32.store8 (i32.const 48) (i32.const 1)) (i32.store (i32.const 52) (local.get 8)) (i32.store (i32.const 56) (local.get 9))
                (i32.const 16)
                """,
            OnResponse = """
                (i32.store8 (i32.const 16) (i32.const 2))
                (i32.store8 (i32.const 20) (i32.const 1)) (i32.store16 (i32.const 22) (local.get 0))
                (i32.store (i32.const 24) (local.get 1)) (i32.store (i32.const 28) (local.get 2))
                (i32.store8 (i32.const 48) (i32.const 1)) (i32.store (i32.const 52) (local.get 3)) (i32.store (i32.const 56) (local.get 4))
                (i32.const 16)
                """,
        }.ToModule("echoes body");

    public static WasmModule LoopsForever { get; } =
        new WatGuest { OnRequest = "(loop $again (br $again)) unreachable" }.ToModule("loops forever");

    public static WasmModule Traps { get; } = new WatGuest { OnRequest = "unreachable" }.ToModule("traps");

    public static WasmModule RecursesForever { get; } =
        new WatGuest
        {
            OnRequest = "(call $deeper (i32.const 0))",
            Core = "(func $deeper (param i32) (result i32) (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))",
        }.ToModule("recurses forever");

    /// <summary>Rejects with a status.</summary>
    public static WasmModule RejectsWith(int status) => new WatGuest { OnRequest = Reject(status) }.ToModule("rejects");

    /// <summary>A body that rejects with a status.</summary>
    public static string Reject(int status) =>
        $"(i32.store8 (i32.const 16) (i32.const 1)) (i32.store16 (i32.const 20) (i32.const {status})) (i32.const 16)";

    /// <summary>A body that counts up to a number before it continues: some 300 million a second.</summary>
    public static string Spin(int rounds) =>
        "(loop $again (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $again (i32.lt_u (local.get $i) "
        + $"(i32.const {rounds})))) (i32.const 16)";

    public static MiddlewareRequest Request { get; } =
        new()
        {
            Method = "POST",
            Path = "/v1/chat/completions",
            Query = "stream=false",
            Headers = [new Header("content-type", "application/json"), new Header("x-api-key", "k")],
            Body = "{\"model\":\"m\"}"u8.ToArray(),
            RequestId = "req-1",
            NowEpochMs = 1_700_000_000_000,
        };
}
