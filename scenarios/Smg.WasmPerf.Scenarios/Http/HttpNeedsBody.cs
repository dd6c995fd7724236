using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>
/// Clients whose requests have large bodies, without modules, with one that gets the body, and with the same one deciding before it
/// arrives.
/// </summary>
public sealed class HttpNeedsBody : HttpComparison
{
    private const int BodyBytes = 1 << 20;
    private const string Guest = "auth";

    /// <inheritdoc/>
    public override string Name => "http-needs-body";

    /// <inheritdoc/>
    public override string Description =>
        $"What does a module ({Guest}) cost with bodies of 1 MB when it reads them, and when it is registered without them "
        + "(needs_body: false)?";

    private protected override int Clients => 4;

    private protected override IReadOnlyList<HttpVariant> Variants(LoadSettings settings)
    {
        WasmModule module = settings.Module is { } mine && settings.AttachPoint == AttachPoint.OnRequest ? mine : GuestLibrary.Load(Guest);
        return [HttpVariant.Without, Side("needs_body=true", module, needsBody: true), Side("needs_body=false", module, needsBody: false)];
    }

    private protected override IEnumerable<(string Prefix, int Bytes)> Bodies(LoadSettings settings) =>
        [("", Math.Min(BodyBytes, settings.Options.MaxBodySize))];

    private static HttpVariant Side(string name, WasmModule module, bool needsBody) =>
        new(name, [(module, new ModuleRegistration(module.Name, [AttachPoint.OnRequest]) { NeedsBody = needsBody, DryRun = false })]);
}
