using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>
/// Clients whose answers come a token at a time, without modules, with one that lets streams pass, and with the same one called for each
/// event.
/// </summary>
public sealed class HttpEvents : HttpComparison
{
    private const string Guest = "redact-events";

    /// <inheritdoc/>
    public override string Name => "http-events";

    /// <inheritdoc/>
    public override string Description =>
        $"When does the first token come with a module ({Guest}) that sees each event (on_stream: events), with one that lets "
        + $"streams pass, and without?";

    private protected override int Clients => 16;

    private protected override bool IsStream => true;

    private protected override IReadOnlyList<HttpVariant> Variants(LoadSettings settings) =>
        [HttpVariant.Without, Side("on_stream=pass", StreamPolicy.Pass), Side("on_stream=events", StreamPolicy.Events)];

    private static HttpVariant Side(string name, StreamPolicy policy) =>
        new(
            name,
            [(GuestLibrary.Load(Guest), new ModuleRegistration(Guest, [AttachPoint.OnResponse]) { OnStream = policy, DryRun = false })]
        );
}
