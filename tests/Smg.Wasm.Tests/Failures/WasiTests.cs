using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Failures;

/// <summary>What a guest gets from WASI, and what it does not.</summary>
public sealed class WasiTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 30_000,
    };

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task A_guest_may_read_clocks_and_random_numbers(CallPath path) =>
        await Continues(
            """
            (if (i64.eqz (call $now)) (then unreachable))
            (if (i64.eq (call $random-u64) (call $random-u64)) (then unreachable))
            (call $random-bytes (i64.const 65536) (i32.const 1024))
            (if (i32.ne (i32.load (i32.const 1028)) (i32.const 65536)) (then unreachable))
            """,
            Options with
            {
                CallPath = path,
            }
        );

    [Fact]
    public async Task A_guest_that_asks_for_endless_random_bytes_does_not_end_the_process() =>
        await Refuses("(call $random-bytes (i64.const 0x3fffffffffffffff) (i32.const 1024))", "exceeds the limit");

    [Fact]
    public async Task A_guest_that_exits_tells_its_status()
    {
        ExecutionFailure good = await Fail(new WasiGuest { OnRequest = "(call $exit (i32.const 0)) unreachable" });
        Assert.Equal((FailureCause.GuestExit, 0), (good.Cause, good.ExitStatus));
        ExecutionFailure bad = await Fail(new WasiGuest { OnRequest = "(call $exit (i32.const 1)) unreachable" });
        Assert.Equal((FailureStage.Call, FailureCause.GuestExit, 1), (bad.Stage, bad.Cause, bad.ExitStatus));
    }

    [Fact]
    public async Task A_guest_that_exits_while_it_is_instantiated_tells_its_status()
    {
        ExecutionFailure failure = await Fail(
            new WasiGuest { OnRequest = WatGuest.Continue, Core = "(func $s (call $exit (i32.const 1))) (start $s)" }
        );
        Assert.Equal((FailureStage.Instantiate, FailureCause.GuestExit, 1), (failure.Stage, failure.Cause, failure.ExitStatus));
    }

    [Fact]
    public async Task A_guest_exits_with_the_code_that_it_chose()
    {
        WasiGuest guest = new()
        {
            Imports = """(import "wasi:cli/exit@0.2.12" (instance $exit-code (export "exit-with-code" (func (param "status-code" u8)))))""",
            Functions = [("exit-code", "$exit-code \"exit-with-code\"", "(param i32)")],
            OnRequest = "(call $exit-code (i32.const 77)) unreachable",
        };
        ExecutionFailure failure = await Fail(guest);
        Assert.Equal((FailureCause.GuestExit, 77), (failure.Cause, failure.ExitStatus));
    }

    [Fact]
    public void An_exit_is_not_remembered_by_the_stores_next_guest()
    {
        using GuestStore store = new();
        Assert.Equal(
            1,
            WasiRun
                .Of(new WasiGuest { OnRequest = "(call $exit (i32.const 1)) unreachable" }.ToModule("exits"), store, GuestWasi.Empty)
                .Error?.ExitStatus
        );
        WasiRun next = WasiRun.Of(Guests.Traps, store, wasi: null);
        Assert.Equal((false, (int?)null), (next.Error is null, next.Error?.ExitStatus));
    }

    [Fact]
    public async Task There_is_no_environment_and_there_are_no_arguments_by_default() =>
        await Continues(
            """
            (i64.store (i32.const 1024) (i64.const -1)) (call $environment (i32.const 1024))
            (if (i32.load (i32.const 1028)) (then unreachable))
            (i64.store (i32.const 1024) (i64.const -1)) (call $arguments (i32.const 1024))
            (if (i32.load (i32.const 1028)) (then unreachable))
            """
        );

    [Fact]
    public async Task Standard_input_is_closed() =>
        await Continues(
            """
            (call $read (call $stdin) (i64.const 100) (i32.const 1024))
            (if (i32.ne (i32.load8_u (i32.const 1024)) (i32.const 1)) (then unreachable))
            (if (i32.ne (i32.load8_u (i32.const 1028)) (i32.const 1)) (then unreachable))
            """
        );

    [Fact]
    public async Task A_guest_opens_no_socket()
    {
        // Holds 200 sockets, if it gets them, while the test counts.
        WasiGuest guest = new()
        {
            Imports = """
                (import "wasi:sockets/network@0.2.0" (instance $network (export "network" (type (sub resource)))
                  (type $c (enum "unknown" "access-denied" "not-supported")) (export "error-code" (type (eq $c)))))
                (alias export $network "error-code" (type $code))
                (alias export $network "network" (type $net))
                (import "wasi:sockets/tcp@0.2.0" (instance $tcp (export "tcp-socket" (type (sub resource)))))
                (alias export $tcp "tcp-socket" (type $socket))
                (import "wasi:sockets/tcp-create-socket@0.2.0" (instance $create
                  (alias outer 1 $socket (type $os)) (export "tcp-socket" (type $s (eq $os)))
                  (alias outer 1 $code (type $oc)) (export "error-code" (type $c (eq $oc)))
                  (type $f (enum "ipv4" "ipv6")) (export "ip-address-family" (type $family (eq $f)))
                  (export "create-tcp-socket" (func (param "address-family" $family) (result (result (own $s) (error $c)))))))
                (import "wasi:sockets/instance-network@0.2.0" (instance $instance-network
                  (alias outer 1 $net (type $on)) (export "network" (type $n (eq $on))) (export "instance-network" (func (result
                    (own $n))))))
                (import "wasi:sockets/ip-name-lookup@0.2.0" (instance $lookup
                  (alias outer 1 $net (type $on)) (export "network" (type $n (eq $on)))
                  (alias outer 1 $code (type $oc)) (export "error-code" (type $c (eq $oc)))
                  (export "resolve-address-stream" (type $r (sub resource)))
                  (export "resolve-addresses" (func (param "network" (borrow $n)) (param "name" string) (result (result (own $r)
                    (error $c)))))))
                """,
            Functions =
            [
                ("socket", "$create \"create-tcp-socket\"", "(param i32 i32)"),
                ("network", "$instance-network \"instance-network\"", "(result i32)"),
                ("resolve", "$lookup \"resolve-addresses\"", "(param i32 i32 i32 i32)"),
            ],
            OnRequest = """
                (loop $more
                  (i32.store (i32.const 1028) (i32.const 0))
                  (call $socket (i32.const 0) (i32.const 1024))
                  (if (i32.ne (i32.load8_u (i32.const 1024)) (i32.const 1)) (then unreachable))
                  (if (i32.ne (i32.load8_u (i32.const 1028)) (i32.const 1)) (then unreachable))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $more (i32.lt_u (local.get $i) (i32.const 200))))
                (i64.store (i32.const 1040) (i64.const 0x2e6d6f632e61))
                (call $resolve (call $network) (i32.const 1040) (i32.const 5) (i32.const 1024))
                (if (i32.ne (i32.load8_u (i32.const 1024)) (i32.const 1)) (then unreachable))
                (call $block (call $after (i64.const 300000000)))
                (i32.const 16)
                """,
        };
        using WasmRuntime runtime = new(Options);
        int before = CountSockets();
        Task<ExecutionResult> call = Task.Run(async () =>
            await runtime.ExecuteAsync(guest.ToModule("sockets"), AttachPoint.OnRequest, Guests.Request)
        );
        int most = 0;
        while (!call.IsCompleted)
        {
            most = Math.Max(most, CountSockets());
            await Task.Delay(20);
        }

        Assert.Same(MiddlewareAction.Continue, (await call).Action);
        Assert.True(most < before + 100, $"{before} sockets before, {most} while the guest ran");
    }

    [Fact]
    public async Task Handles_that_are_never_given_back_end_the_call()
    {
        await Refuses("(loop $more (drop (call $stdout)) (br $more)) unreachable", "more than 1024 WASI handles");
        await Refuses("(loop $more (drop (call $after (i64.const 1))) (br $more)) unreachable", "more than 1024 WASI handles");
        await Refuses(
            "(local.set $i (call $stdout)) (loop $more (drop (call $subscribe (local.get $i))) (br $more)) unreachable",
            "more than 1024 WASI handles"
        );
    }

    [Fact]
    public async Task Handles_that_are_given_back_may_be_many() =>
        await Continues(
            """
            (loop $more
              (call $drop-pollable (call $after (i64.const 1)))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $more (i32.lt_u (local.get $i) (i32.const 5000))))
            """
        );

    /// <summary>They cost the host memory too; Wasmtime itself counts them.</summary>
    [Fact]
    public async Task Resources_of_the_guests_own_end_the_call_when_they_are_too_many()
    {
        WasiGuest guest = new()
        {
            Imports = "(type $r (resource (rep i32)))",
            Functions = [("new", "resource.new $r", "(param i32) (result i32)")],
            OnRequest = "(loop $more (drop (call $new (i32.const 1))) (br $more)) unreachable",
        };
        ExecutionFailure failure = await Fail(guest);
        Assert.Equal((FailureStage.Call, FailureCause.CallFailed), (failure.Stage, failure.Cause));
        Assert.Contains("handle limit", failure.NativeMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(result string)", "(param i32)", "(call $odd (i32.const 1024))")]
    [InlineData("(param \"a\" u32) (result u64)", "(param i32) (result i64)", "(drop (call $odd (i32.const 1)))")]
    [InlineData("(param \"a\" (list string))", "(param i32 i32)", "(call $odd (i32.const 1024) (i32.const 0))")]
    [InlineData("", "", "(call $odd)")]
    public async Task A_function_of_WASI_that_is_imported_with_another_type_ends_the_call(string type, string coreType, string body)
    {
        WasiGuest guest = new()
        {
            Imports = $"""(import "wasi:random/insecure@0.2.0" (instance $odd (export "get-insecure-random-u64" (func {type}))))""",
            Functions = [("odd", "$odd \"get-insecure-random-u64\"", coreType)],
            OnRequest = $"{body} (i32.const 16)",
        };
        Assert.Equal((FailureStage.Call, FailureCause.CallFailed), await FailStage(guest));
    }

    [Fact]
    public async Task A_handle_of_another_kind_is_refused_by_its_type()
    {
        // A stream's handle where a pollable is wanted: Wasmtime's own tables tell them apart.
        Assert.Equal(
            (FailureStage.Call, FailureCause.CallFailed),
            await FailStage(new WasiGuest { OnRequest = "(call $block (call $stdout)) (i32.const 16)" })
        );
        Assert.Equal(
            (FailureStage.Call, FailureCause.CallFailed),
            await FailStage(new WasiGuest { OnRequest = "(call $block (i32.const 12345)) (i32.const 16)" })
        );
    }

    [Fact]
    public void A_call_of_WASI_in_a_store_without_it_is_an_error()
    {
        WasiRun run = WasiRun.Of(new WasiGuest { OnRequest = "(drop (call $now)) (i32.const 16)" }.ToModule("clock"), wasi: null);
        Assert.Contains("opened without WASI", run.Error?.Message, StringComparison.Ordinal);
    }

    /// <summary>Counts the sockets of this process; 0 where they cannot be counted.</summary>
    private static int CountSockets()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        int count = 0;
        foreach (string descriptor in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            try
            {
                count += new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true ? 1 : 0;
            }
            catch (IOException)
            {
                // Closed in the meantime.
            }
        }

        return count;
    }

    private static async Task Continues(string body, WasmRuntimeOptions? options = null)
    {
        using WasmRuntime runtime = new(options ?? Options);
        ExecutionResult result = await runtime.ExecuteAsync(
            new WasiGuest { OnRequest = body + WatGuest.Continue }.ToModule("wasi"),
            AttachPoint.OnRequest,
            Guests.Request
        );
        Assert.True(result.Succeeded, $"{result.Failure}\n{result.Failure?.NativeMessage}");
    }

    private static async Task Refuses(string body, string message)
    {
        ExecutionFailure failure = await Fail(new WasiGuest { OnRequest = body + WatGuest.Continue });
        Assert.Equal((FailureStage.Call, FailureCause.CallFailed), (failure.Stage, failure.Cause));
        Assert.Contains(message, failure.NativeMessage, StringComparison.Ordinal);
    }

    private static async Task<(FailureStage Stage, FailureCause Cause)> FailStage(WasiGuest guest)
    {
        ExecutionFailure failure = await Fail(guest);
        return (failure.Stage, failure.Cause);
    }

    private static async Task<ExecutionFailure> Fail(WasiGuest guest)
    {
        using WasmRuntime runtime = new(Options);
        ExecutionFailure? failure = (await runtime.ExecuteAsync(guest.ToModule("wasi"), AttachPoint.OnRequest, Guests.Request)).Failure;
        Assert.NotNull(failure);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        return failure;
    }
}
