using NBomber.Contracts;

namespace NBomber.Engine;

/// <summary>One scenario under load, in its warm-up or in the part that counts.</summary>
internal sealed class ScenarioLoad(ScenarioProps scenario, ScenarioOperation operation, CancellationTokenSource stop)
{
    private readonly Random _random = new(scenario.ScenarioName.Length);
    private readonly List<Task> _running = [];
    private readonly Stack<CancellationTokenSource> _copies = new();
    private int _started;

    public ScenarioCounts Counts { get; } = new();

    /// <summary>Runs the simulations, each in whole intervals, and awaits what they started.</summary>
    public async Task RunAsync()
    {
        int previous = 0;
        foreach (LoadSimulation simulation in scenario.LoadSimulations)
        {
            for (TimeSpan now = TimeSpan.Zero; now < simulation.Length && !stop.IsCancellationRequested; now += simulation.Every)
            {
                if (Counts.FailCount >= scenario.MaxFailCount)
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                }

                Schedule(simulation, previous, now / simulation.Length);
                await Task.Delay(simulation.Every, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }

            previous = LevelOf(simulation);
        }

        KeepCopies(0, TimeSpan.Zero);
        await Task.WhenAll(_running).ConfigureAwait(false);
    }

    private static int LevelOf(LoadSimulation simulation) =>
        simulation switch
        {
            LoadSimulation.KeepConstant keep => keep.copies,
            LoadSimulation.RampingConstant ramp => ramp.copies,
            LoadSimulation.Inject inject => inject.rate,
            LoadSimulation.RampingInject ramp => ramp.rate,
            LoadSimulation.InjectRandom random => random.maxRate,
            _ => 0,
        };

    private void Schedule(LoadSimulation simulation, int previous, double progress)
    {
        int level = LevelOf(simulation);
        int ramped = previous + (int)Math.Round((level - previous) * progress, MidpointRounding.AwayFromZero);
        switch (simulation)
        {
            case LoadSimulation.KeepConstant:
                KeepCopies(level, simulation.Every);
                break;
            case LoadSimulation.RampingConstant:
                KeepCopies(ramped, simulation.Every);
                break;
            case LoadSimulation.InjectRandom random:
                Inject(_random.Next(random.minRate, random.maxRate), simulation.Every);
                break;
            case LoadSimulation.Pause:
                KeepCopies(0, simulation.Every);
                break;
            default:
                Inject(simulation.IsInject ? level : ramped, simulation.Every);
                break;
        }
    }

    private void KeepCopies(int count, TimeSpan interval)
    {
        while (_copies.Count > count)
        {
            _copies.Pop().Cancel();
        }

        while (_copies.Count < count)
        {
            CancellationTokenSource copy = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            _copies.Push(copy);
            _running.Add(RunCopyAsync(_started++, DelayWithin(interval), isEndless: true, copy.Token));
        }
    }

    private void Inject(int count, TimeSpan interval)
    {
        KeepCopies(0, interval);
        for (int i = 0; i < count; i++)
        {
            _running.Add(RunCopyAsync(_started++, DelayWithin(interval), isEndless: false, stop.Token));
        }
    }

    /// <summary>A random number of whole milliseconds: the package's way to spread starts.</summary>
    private int DelayWithin(TimeSpan interval) => _random.Next(0, Math.Max(1, (int)interval.TotalMilliseconds));

    private async Task RunCopyAsync(int number, int delayMs, bool isEndless, CancellationToken end)
    {
        await Task.Delay(delayMs, CancellationToken.None).ConfigureAwait(false);
        await Task.Yield();
        ScenarioInfo info = new(scenario.ScenarioName, number, scenario.Planned, operation);
        RequestContext context = new(info, Counts, scenario.RestartIterationOnFail, stop);
        bool again = true;
        while (again && !end.IsCancellationRequested)
        {
            context.InvocationNumber++;
            await Counts.MeasureAsync(() => scenario.Run(context)).ConfigureAwait(false);
            again = isEndless;
        }
    }
}
