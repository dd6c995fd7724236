namespace Smg.Wasm.Interop.Wasi;

/// <summary>
/// <c>wasi:io/poll</c>. A pollable is a time and nothing else: its number is the milliseconds after the store's opening at which it is
/// ready, 0 for always and <see cref="Never"/> for what no call lives to see.
/// </summary>
internal static unsafe class WasiPoll
{
    /// <summary>A pollable that is ready at once.</summary>
    public const uint Always = 0;

    /// <summary>A pollable that is never ready: further off than its number can say, 49 days.</summary>
    private const uint Never = uint.MaxValue;

    /// <summary>Pollables that one call may wait for.</summary>
    private const int MaxPollables = WasiState.MaxHandles;

    public static void AddTo(ComponentLinkerHandle linker)
    {
        using WasiInterface poll = new(linker, "wasi:io/poll"u8);
        poll.AddResource("pollable"u8, WasiResource.Pollable);
        poll.Add("[method]pollable.ready"u8, "func(borrow) -> bool", &Ready);
        poll.Add("[method]pollable.block"u8, "func(borrow)", &Block);
        poll.Add("poll"u8, "func(list<borrow>) -> list<u32>", &Poll);
    }

    /// <summary>Returns a pollable that is ready after so many nanoseconds; never earlier, and less than a millisecond later.</summary>
    public static void ReturnAfter(in WasiCall call, ulong nanoseconds)
    {
        const double NanosecondsPerMillisecond = 1_000_000;
        double at = Math.Ceiling(call.State.Elapsed.TotalMilliseconds + (nanoseconds / NanosecondsPerMillisecond));
        call.ReturnResource(
            WasiResource.Pollable,
            nanoseconds == 0 ? Always
                : at < Never ? (uint)at
                : Never
        );
    }

    /// <summary>Returns a pollable that is ready at once.</summary>
    public static void ReturnReady(in WasiCall call) => call.ReturnResource(WasiResource.Pollable, Always);

    private static void Ready(in WasiCall call) =>
        call.Expect(arguments: 1, results: 1).Return(WasiValue.Bool(IsReady(call.Resource(0, WasiResource.Pollable), call.State.Elapsed)));

    private static void Block(in WasiCall call) => Wait(call.Expect(arguments: 1, results: 0), call.Resource(0, WasiResource.Pollable));

    private static void Poll(in WasiCall call)
    {
        call.Expect(arguments: 1, results: 1);
        ReadOnlySpan<ComponentVal> handles = call.List(0);
        if (handles.Length is 0 or > MaxPollables)
        {
            throw new WasiFault($"a guest polls 1 to {MaxPollables} pollables at once, not {handles.Length}");
        }

        Span<uint> pollables = stackalloc uint[handles.Length];
        uint first = Never;
        for (int i = 0; i < handles.Length; i++)
        {
            pollables[i] = call.Resource(handles[i], WasiResource.Pollable);
            first = Math.Min(first, pollables[i]);
        }

        Wait(call, first);
        call.Return(ReadyOf(pollables, call.State.Elapsed));
    }

    private static void Wait(in WasiCall call, uint pollable)
    {
        if (pollable != Always)
        {
            call.State.WaitUntil(TimeOf(pollable));
        }
    }

    private static ComponentVal ReadyOf(ReadOnlySpan<uint> pollables, TimeSpan elapsed)
    {
        int count = 0;
        foreach (uint pollable in pollables)
        {
            count += IsReady(pollable, elapsed) ? 1 : 0;
        }

        ComponentVal list = WasiValue.List(count);
        int filled = 0;
        for (int i = 0; i < pollables.Length; i++)
        {
            if (IsReady(pollables[i], elapsed))
            {
                list.Items[filled++] = WasiValue.U32((uint)i);
            }
        }

        return list;
    }

    private static bool IsReady(uint pollable, TimeSpan elapsed) => elapsed >= TimeOf(pollable);

    private static TimeSpan TimeOf(uint pollable) => pollable == Never ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds((long)pollable);
}
