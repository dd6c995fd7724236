using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Components;
using Smg.Wasm.Interop;
using Smg.Wasm.Linking;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Compilation;

/// <summary>What is found out about the start function of a guest by running it once.</summary>
public sealed class StartProbeTests : IDisposable
{
    private const byte I32 = 0x7F;
    private const byte I64 = 0x7E;
    private const byte F32 = 0x7D;
    private const byte F64 = 0x7C;

    private const string Fails = "its start function calls what the guest imports, or fails";
    private const string WritesMuch = "its start function writes more than 1 MiB, or in more than 1,000 places";

    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 4,
        MaxExecutionTimeMs = 300,
        MaxMemoryPages = 100,
    };

    private readonly EngineHandle _engine = EngineHandle.Create(EngineSettingsFactory.Create(Options));

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void What_it_leaves_in_memory_and_in_globals_is_found()
    {
        StartEffects effects = Find(
            """
            (global $a (mut i32) (i32.const 0)) (global $b (mut i64) (i64.const 0)) (global $c (mut f32) (f32.const 0))
            (global $d (mut f64) (f64.const 0)) (global $same (mut i32) (i32.const 4)) (data (i32.const 60000) "\05")
            """,
            """
            (global.set $a (i32.const -5)) (global.set $b (i64.const -6)) (global.set $c (f32.const 1)) (global.set $d (f64.const -0))
            (global.set $same (i32.const 4)) (i32.store8 (i32.const 60000) (i32.const 5)) (i32.store (i32.const 60001) (i32.const 1))
            (i32.store8 (i32.const 60065) (i32.const 9)) (i32.store8 (i32.const 60131) (i32.const 7))
            (i32.store8 (i32.const 65535) (i32.const 1))
            """,
            pages: 1,
            out string? obstacle
        )!;
        Assert.Null(obstacle);
        Assert.Equal([(60001u, 65), (60131u, 1), (65535u, 1)], effects.Writes.Select(write => (write.Address, write.Bytes.Length)));
        Assert.Equal(
            [(I32, unchecked((uint)-5)), (I64, unchecked((ulong)-6)), (F32, 0x3F80_0000ul), (F64, 1ul << 63)],
            effects.Globals.Select(global => (global.Type, global.Bits))
        );
        Assert.Equal(
            [1, 9, 7],
            new[] { effects.Writes[0].Bytes.Span[0], effects.Writes[0].Bytes.Span[64], effects.Writes[1].Bytes.Span[0] }
        );
    }

    [Theory]
    [InlineData(Fails, "", "unreachable")]
    [InlineData("its start function takes longer than 300 ms", "", "(loop $forever (br $forever))")]
    [InlineData("its start function grows a memory", "", "(drop (memory.grow (i32.const 1)))")]
    [InlineData("its start function grows a memory", "(global $a (mut i32) (i32.const 0))", "(global.set $a (memory.grow (i32.const 10)))")]
    [InlineData(null, "(table $t 4 funcref) (elem declare func $s)", "(table.set $t (i32.const 0) (ref.func $s))")]
    [InlineData(null, """(data $d "x")""", "(data.drop $d)")]
    [InlineData(null, "(global $r (mut funcref) (ref.null func))", "(i32.store (i32.const 60000) (i32.const 1))")]
    [InlineData(null, "(global $v (mut v128) (v128.const i32x4 0 0 0 0))", "(i32.store (i32.const 60000) (i32.const 1))")]
    [InlineData(WritesMuch, "", "(memory.fill (i32.const 0) (i32.const 1) (i32.const 1048577))", 20)]
    [InlineData(
        WritesMuch,
        "(global $i (mut i32) (i32.const 0))",
        """
            (loop $next (i32.store8 (global.get $i) (i32.const 1)) (global.set $i (i32.add (global.get $i) (i32.const 100)))
              (br_if $next (i32.lt_u (global.get $i) (i32.const 120000))))
            """,
        2
    )]
    public void What_cannot_be_replaced_by_a_copy_is_not(string? obstacle, string core, string start, int pages = 1) =>
        Assert.Equal((null, obstacle), (Find(core, start, pages, out string? found), found));

    /// <summary>As tools write them for guests in JavaScript.</summary>
    [Fact]
    public void A_start_function_that_does_nothing_is_left_out()
    {
        DirectGuest guest = Adapt("", "", pages: 1);
        Assert.Null(DirectComposer.TryShowStart(guest));
        Assert.True(CoreModule.Read(DirectComposer.Compose(guest, withReset: false).Module!.Bytes).Section(CoreSectionId.Start).IsEmpty);
        Assert.False(
            CoreModule
                .Read(DirectComposer.Compose(Adapt("", "unreachable", pages: 1), withReset: false).Module!.Bytes)
                .Section(CoreSectionId.Start)
                .IsEmpty
        );
    }

    /// <param name="obstacle">Why nothing was found; null where nobody looked.</param>
    private StartEffects? Find(string core, string start, int pages, out string? obstacle)
    {
        obstacle = null;
        if (DirectComposer.TryShowStart(Adapt(core, start, pages)) is not { } shown)
        {
            return null;
        }

        using CoreModuleHandle module =
            CoreModuleHandle.Compile(_engine, shown.Bytes, out NativeError? error) ?? throw new InvalidOperationException(error!.Message);
        StartFinding finding = new StartProbe(Options).Run(module, _engine, shown.Shown!);
        Assert.Equal((start == "unreachable", start.Contains("$forever", StringComparison.Ordinal)), (finding.IsFailure, finding.IsCutOff));
        obstacle = finding.Obstacle;
        return finding.Effects;
    }

    private static DirectGuest Adapt(string core, string start, int pages)
    {
        WatGuest guest = new() { Core = $"{core} (func $s {start}) (start $s)", Memory = $"""(memory (export "memory") {pages})""" };
        Assert.True(AdapterComposer.TryCompose(guest.ToBytes(), out byte[]? adapted, out string? reason), reason);
        return DirectGuest.TryRead(adapted, importsTypes: true, links: true, out _)!;
    }
}
