using System.Collections.Concurrent;
using System.Globalization;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-interruption-");
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly ConcurrentQueue<int> _exits = new();
    private readonly RunConsole _status;
    private readonly RunSessions _sessions;
    private readonly Interruption _interruption;
    private int _killed;

    public InterruptionTests()
    {
        _status = new RunConsole(new PlainView(_output));
        _sessions = new RunSessions(_status);
        _interruption = new Interruption(_status, _sessions, new ProcessEnd(_exits.Enqueue, () => _killed++));
    }

    public void Dispose()
    {
        _interruption.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void The_first_signal_cancels_keeps_what_was_measured_and_exits_though_the_command_still_runs()
    {
        RunSession session = _sessions.Begin(_folder.FullName, Samples.Environment);
        session.Keep(results => results with { Gates = [Samples.Gate("finished")] });
        using ManualResetEventSlim cancelled = new();
        using CancellationTokenRegistration registration = _interruption.Token.Register(cancelled.Set);

        _interruption.Signal(143);
        Assert.Equal([143], _exits);
        Assert.Equal(1, _killed);
        Assert.True(cancelled.Wait(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
        RunResults partial = ResultsFile.Read(session.ResultsPath);
        Assert.True(partial.Interrupted);
        Assert.Equal("finished", Assert.Single(partial.Gates).Name);

        _status.Line("too late");
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void The_second_signal_exits_at_once_with_its_own_code()
    {
        _interruption.Signal(143);
        _interruption.Signal(130);
        Assert.Equal([143, 130], _exits);
    }

    [Fact]
    public void A_command_that_ends_at_a_signal_is_left_to_end_with_its_own_code()
    {
        _interruption.IsUsualEnd = true;
        using ManualResetEventSlim cancelled = new();
        using CancellationTokenRegistration registration = _interruption.Token.Register(cancelled.Set);
        _interruption.Signal(130);
        Assert.True(cancelled.Wait(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
        _interruption.Unwound();
        Assert.Empty(_exits);
    }
}
