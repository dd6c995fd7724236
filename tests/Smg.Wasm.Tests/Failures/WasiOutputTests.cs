using Smg.Wasm.Interop;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.Failures;

/// <summary>What a guest writes to its standard output and error, and the environment that it is given.</summary>
public sealed class WasiOutputTests
{
    /// <summary>Writes each variable as a line to standard output.</summary>
    internal static readonly WasmModule PrintsEnvironment = new WasiGuest
    {
        Core = """
            (global $out (mut i32) (i32.const 0))
            (func $print (param i32 i32) (call $write (global.get $out) (local.get 0) (local.get 1) (i32.const 1040)))
            """,
        OnRequest = """
            (global.set $out (call $stdout))
            (i32.store8 (i32.const 1100) (i32.const 61)) (i32.store8 (i32.const 1101) (i32.const 10))
            (call $environment (i32.const 1024))
            (local.set 0 (i32.load (i32.const 1024))) (local.set 1 (i32.load (i32.const 1028)))
            (block $done
              (loop $more
                (br_if $done (i32.eqz (local.get 1)))
                (call $print (i32.load (local.get 0)) (i32.load offset=4 (local.get 0)))
                (call $print (i32.const 1100) (i32.const 1))
                (call $print (i32.load offset=8 (local.get 0)) (i32.load offset=12 (local.get 0)))
                (call $print (i32.const 1101) (i32.const 1))
                (local.set 0 (i32.add (local.get 0) (i32.const 16)))
                (local.set 1 (i32.sub (local.get 1) (i32.const 1)))
                (br $more)))
            (i32.const 16)
            """,
    }.ToModule("prints environment");

    [Fact]
    public void A_guest_sees_the_environment_that_it_is_given_and_no_other()
    {
        Environment.SetEnvironmentVariable("SMG_WASI_TEST", "of the host");
        GuestWasi wasi = new([new("MODE", "strict"), new("EMPTY", ""), new("GREETING", "grüße=\u4e16\u754c")]);
        Assert.Equal(new WasiRun(null, "MODE=strict\nEMPTY=\nGREETING=grüße=\u4e16\u754c\n", 0), WasiRun.Of(PrintsEnvironment, wasi));
        Assert.Equal(new WasiRun(null, "", 0), WasiRun.Of(PrintsEnvironment, GuestWasi.Empty));
    }

    [Theory]
    [InlineData("", "value")]
    [InlineData("A=B", "value")]
    [InlineData("A\0B", "value")]
    [InlineData("A", "val\0ue")]
    public void A_variable_that_the_guest_would_see_otherwise_is_refused(string name, string value) =>
        Assert.Throws<ArgumentException>(() => new GuestWasi([new(name, value)]));

    [Fact]
    public void A_variable_with_half_a_surrogate_pair_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new GuestWasi([new("A\ud800", "value")]));
        Assert.Throws<ArgumentException>(() => new GuestWasi([new("A", "\udc00")]));
    }

    [Fact]
    public void A_flood_of_output_is_cut_and_counted_and_the_guest_goes_on()
    {
        // 500 times 4096 bytes to each of the two streams, then a trap that says that it came so far.
        WasmModule flood = new WasiGuest
        {
            OnRequest = """
                (memory.fill (i32.const 8192) (i32.const 97) (i32.const 4096))
                (local.set 0 (call $stdout)) (local.set 1 (call $stderr))
                (loop $more
                  (call $write (local.get 0) (i32.const 8192) (i32.const 4096) (i32.const 1024))
                  (call $write (local.get 1) (i32.const 8192) (i32.const 4096) (i32.const 1024))
                  (if (i32.load8_u (i32.const 1024)) (then unreachable))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $more (i32.lt_u (local.get $i) (i32.const 500))))
                (drop (i32.div_u (i32.const 1) (i32.const 0))) unreachable
                """,
        }.ToModule("flood");
        const int Written = 2 * 500 * 4096;
        WasiRun run = WasiRun.Of(flood, GuestWasi.Empty);
        Assert.Equal("integer divide by zero", run.Error?.Trap);
        Assert.Equal(
            (new string('a', GuestWasi.DefaultOutputBytes), Written - GuestWasi.DefaultOutputBytes),
            (run.Output, run.DroppedBytes)
        );
        WasiRun smaller = WasiRun.Of(flood, new GuestWasi([]) { MaxOutputBytes = 10 });
        Assert.Equal((new string('a', 10), Written - 10), (smaller.Output, smaller.DroppedBytes));
        WasiRun none = WasiRun.Of(flood, new GuestWasi([]) { MaxOutputBytes = 0 });
        Assert.Equal(("", Written), (none.Output, none.DroppedBytes));
    }

    [Fact]
    public void The_output_of_one_call_is_gone_in_the_next()
    {
        using GuestStore store = new();
        GuestWasi wasi = new([new("A", "1")]);
        Assert.Equal(new WasiRun(null, "A=1\n", 0), WasiRun.Of(PrintsEnvironment, store, wasi));
        Assert.Equal("A=1\n"u8, store.Output.Text);
        Assert.Equal(new WasiRun(null, "A=1\n", 0), WasiRun.Of(PrintsEnvironment, store, wasi));
        Assert.Equal(new WasiRun(null, "", 0), WasiRun.Of(Guests.Continues, store, wasi: null));
    }

    [Fact]
    public void More_than_was_permitted_at_once_ends_the_call()
    {
        WasiRun run = WasiRun.Of(
            new WasiGuest
            {
                OnRequest = "(call $write (call $stdout) (i32.const 0) (i32.const 4097) (i32.const 1024)) (i32.const 16)",
            }.ToModule("writes"),
            GuestWasi.Empty
        );
        Assert.Contains("may write 4096 bytes at once", run.Error?.Message, StringComparison.Ordinal);
        WasiRun permitted = WasiRun.Of(
            new WasiGuest
            {
                OnRequest = """
                (call $check-write (call $stdout) (i32.const 1024))
                (if (i32.or (i32.load8_u (i32.const 1024)) (i64.ne (i64.load (i32.const 1032)) (i64.const 4096))) (then unreachable))
                (i32.const 16)
                """,
            }.ToModule("asks"),
            GuestWasi.Empty
        );
        Assert.Null(permitted.Error);
    }
}
