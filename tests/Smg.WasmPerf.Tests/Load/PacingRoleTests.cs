using Smg.Load.Running;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

public sealed class PacingRoleTests
{
    [Fact]
    public void A_request_that_blocks_its_thread_loses_the_role_to_the_other_thread()
    {
        PacingRole role = new();
        using ManualResetEventSlim isTaken = new();
        using ManualResetEventSlim isBack = new();
        bool keptTheRole = true;
        int calls = 0;
        role.Run(() =>
        {
            if (++calls == 2)
            {
                isTaken.Set();
                Assert.True(isBack.Wait(Limit));
                return true;
            }

            Assert.True(SpinWait.SpinUntil(() => role.MayRunRequests(wanted: true), Limit));
            long turn = role.EnterRequest();
            Assert.True(isTaken.Wait(Limit));
            keptTheRole = role.TryLeaveRequest(turn);
            isBack.Set();
            return false;
        });
        Assert.Equal((2, 1, false), (calls, role.TakenCount, keptTheRole));
    }

    [Fact]
    public void Without_a_thread_that_watches_no_request_runs()
    {
        PacingRole role = new();
        bool wasAllowed = false;
        role.Run(() =>
        {
            wasAllowed = role.MayRunRequests(wanted: false);
            return true;
        });
        Assert.False(wasAllowed);
        Assert.False(new PacingRole().MayRunRequests(wanted: true));
    }

    [Fact]
    public void A_failure_while_pacing_reaches_the_caller() =>
        Assert.Throws<TimeoutException>(() => new PacingRole().Run(() => throw new TimeoutException()));
}
