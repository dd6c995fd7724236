using Microsoft.AspNetCore.Http.Features;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>
/// Keeps an endpoint from leaving HTTP, as WebSockets do, where a module of responses would then not see what it must: to the endpoint, the
/// request does not ask for it.
/// </summary>
internal sealed class HttpUpgradeHold : IDisposable
{
    private readonly HttpContext _context;
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;

    private HttpUpgradeHold(HttpContext context)
    {
        _context = context;
        _upgrade = context.Features.Get<IHttpUpgradeFeature>();
        _connect = context.Features.Get<IHttpExtendedConnectFeature>();
        Set(null, null);
    }

    /// <summary>Holds a request; null where the modules let it leave.</summary>
    public static HttpUpgradeHold? Of(HttpContext context, ModuleSnapshot modules) =>
        modules.ForAttachPoint(AttachPoint.OnResponse).Any(module => module.NeedsBody && module.OnStream != StreamPolicy.Pass)
        || modules.ForAttachPoint(AttachPoint.OnEvent).Any(module => module.FailurePolicy == FailurePolicy.Closed)
            ? new HttpUpgradeHold(context)
            : null;

    /// <inheritdoc/>
    public void Dispose() => Set(_upgrade, _connect);

    private void Set(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect)
    {
        if (_upgrade is not null)
        {
            _context.Features.Set(upgrade);
        }

        if (_connect is not null)
        {
            _context.Features.Set(connect);
        }
    }
}
