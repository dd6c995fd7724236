using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Compilation;
using Smg.Wasm.Components;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>
/// Adds the adapter to a guest as one more core module: sections behind the last of the component that lifts the guest's functions, which
/// may be a nested one. No section of the guest changes, and no byte of its memory belongs to the host. That the guest's functions have the
/// WIT's types is for
/// <see cref="AttachPointTypes"/> to say, by the exports that the guest has itself.
/// </summary>
internal static class AdapterComposer
{
    /// <summary>Composes.</summary>
    /// <param name="guest">The guest, in the binary format.</param>
    /// <param name="composed">The guest with the adapter.</param>
    /// <param name="reason">Why that is impossible, as the end of a sentence about the guest.</param>
    public static bool TryCompose(
        ReadOnlyMemory<byte> guest,
        [NotNullWhen(true)] out byte[]? composed,
        [NotNullWhen(false)] out string? reason
    ) => TryCompose(new ComposedGuest(guest), out composed, out reason);

    /// <summary>Composes a guest whose memory may have more pages than it knows of.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="composed">The guest with the adapter.</param>
    /// <param name="reason">Why that is impossible, as the end of a sentence about the guest.</param>
    /// <param name="leftOut">An attach point that the adapter does not serve.</param>
    public static bool TryCompose(
        ComposedGuest guest,
        [NotNullWhen(true)] out byte[]? composed,
        [NotNullWhen(false)] out string? reason,
        AttachPoint? leftOut = null
    )
    {
        try
        {
            FunctionTracer tracer = new(guest.Bytes);
            composed = AdapterSections.Write(guest.Bytes, tracer.Spaces, Plan(tracer, leftOut, guest.Pages));
            reason = null;
            return true;
        }
        catch (InvalidDataException e)
        {
            composed = null;
            reason = e.Message;
            return false;
        }
    }

    /// <summary>
    /// Why a guest gets no adapter, without composing it; null when it gets one, or exports nothing that the adapter serves.
    /// </summary>
    public static string? FindObstacle(ReadOnlyMemory<byte> guest)
    {
        try
        {
            FunctionTracer tracer = new(guest);
            if (Exported(tracer).Length > 0)
            {
                _ = Plan(tracer, leftOut: null, pages: null);
            }

            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    private static AdapterPlan Plan(FunctionTracer tracer, AttachPoint? leftOut, KnownPages? pages)
    {
        if (tracer.Spaces.Exports.Keys.FirstOrDefault(name => name.StartsWith(AdapterNames.Prefix, StringComparison.Ordinal)) is { } taken)
        {
            throw new InvalidDataException($"it exports '{taken}', a name that the adapter reserves");
        }

        AttachPoint[] attachPoints = [.. Exported(tracer).Where(point => point != leftOut)];
        Refuse.If(attachPoints.Length == 0, "it exports no attach point that the adapter serves");
        AdapterPlan plan = new();
        foreach (AttachPoint point in attachPoints)
        {
            AttachPointContract contract = AttachPointTable.Of(point);
            FunctionOrigin origin = tracer.Find(contract.Interface, contract.Function);
            plan.Add(point, pages?.AddTo(origin) ?? origin);
        }

        return plan;
    }

    /// <summary>The attach points that the adapter serves and whose interfaces a guest exports.</summary>
    public static IReadOnlyList<AttachPoint> Exported(ReadOnlyMemory<byte> guest)
    {
        try
        {
            return Exported(new FunctionTracer(guest));
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static AttachPoint[] Exported(FunctionTracer tracer) =>
        [
            .. AttachPointTable
                .All.Where(contract => contract.Adapter != AdapterMessage.None && tracer.Spaces.Exports.ContainsKey(contract.Interface))
                .Select(contract => contract.Point),
        ];
}
