using Smg.Wasm.Wit;

namespace Smg.Wasm.Contract;

/// <summary>
/// All that one attach point is: where a guest exports its function, what the function takes and gives, and what a registration tries it
/// with.
/// </summary>
internal sealed class AttachPointContract
{
    /// <summary>The attach point.</summary>
    public required AttachPoint Point { get; init; }

    /// <summary>The interface that holds the function, with its package, as the WIT names it.</summary>
    public required string Interface { get; init; }

    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>The value of the tag <c>smg.wasm.attach_point</c>.</summary>
    public required string MetricName { get; init; }

    /// <summary>The class of its inputs.</summary>
    public required Type Input { get; init; }

    /// <summary>The WIT package whose text holds the interface: a resource of this assembly.</summary>
    public required WitPackage Wit { get; init; }

    /// <summary>Encodes inputs and decodes answers as component values.</summary>
    public required IValueCodec Values { get; init; }

    /// <summary>The message that the in-guest adapter carries for it; none where the function is called itself.</summary>
    public AdapterMessage Adapter { get; init; }

    /// <summary>Whether its input is a message with a body of any bytes, which may come back.</summary>
    public bool HasBody => Adapter is AdapterMessage.Request or AdapterMessage.Response;

    /// <summary>Whether an instance lives as long as a stream, and is called once for each of its events.</summary>
    public bool IsOfStreams { get; init; }

    /// <summary>The calls that a registration tries a module with.</summary>
    public required Func<DryRunMessages, IReadOnlyList<DryRunCase>> DryRunCases { get; init; }

    /// <summary>Whether the function takes an input.</summary>
    public bool Takes(GuestInput input) => input.GetType() == Input;
}
