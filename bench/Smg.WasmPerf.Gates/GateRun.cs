using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates;

/// <summary>Runs gates so that each one ends with a verdict, whatever happens in it.</summary>
public static class GateRun
{
    /// <summary>Runs a gate: skipped where this machine cannot run it, failed where it throws.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="context">What it is run with.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <exception cref="OperationCanceledException">The measurement was ended.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing: no gate can run.</exception>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "A gate that throws has failed; the others go on."
    )]
    public static GateResult Run(Gate gate, GateContext context, CancellationToken cancellationToken)
    {
        try
        {
            return gate.WhyNot() is { } reason
                ? gate.Unmeasured(GateVerdict.Skipped, reason)
                : gate.Method.Run(gate, context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // What else can happen to a measurement whose processes are ended too.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (e.GetBaseException() is not DllNotFoundException)
        {
            return gate.Unmeasured(
                GateVerdict.Failed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the measurement threw {e.GetType().Name}: {e.GetBaseException().Message.ReplaceLineEndings(" ")}"
                )
            );
        }
    }
}
