using Smg.Wasm.Contract;

namespace Smg.Wasm.Execution;

/// <summary>A call of the instance that serves a stream.</summary>
/// <param name="Session">The stream's place.</param>
/// <param name="Event">What the instance is called with; null to make it.</param>
internal sealed record SessionInput(GuestSession Session, EventInput? Event) : GuestInput
{
    internal override string? FindFault() => Event?.FindFault();

    internal override string? FindExcess(int maxBodyBytes) => Event?.FindExcess(maxBodyBytes);
}
