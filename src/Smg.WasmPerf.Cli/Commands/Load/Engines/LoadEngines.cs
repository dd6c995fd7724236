using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;

namespace Smg.WasmPerf.Cli.Commands.Load.Engines;

/// <summary>Gets the engine that a plan asks for ready to run.</summary>
internal static class LoadEngines
{
    /// <summary>The engine, built where it has to be.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="console">Shows what is going on.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="InvalidOperationException">The engine is not available here; the message says what to do.</exception>
    public static async Task<ILoadEngine> PrepareAsync(RunPlan plan, RunConsole console, CancellationToken cancellationToken)
    {
        OwnEngine own = new();
        if (plan.Engine == LoadEngineKind.Own)
        {
            return own;
        }

        console.Update("building the NBomber host");
        NBomberEngine other = new(await NBomberBuild.RunAsync(plan.EngineSource, cancellationToken).ConfigureAwait(false), plan.Command);
        return plan.Engine == LoadEngineKind.NBomber ? other : new BothEngines(own, other);
    }
}
