Dictionary<string, string> switches = new()
{
    ["--address"] = "Address",
    ["--admin"] = "Admin",
    ["--upstream"] = "ReverseProxy:Clusters:upstream:Destinations:one:Address",
    ["--upstream-timeout"] = "UpstreamTimeoutMs",
    ["--manifest"] = "SmgWasm:ManifestPath",
};
WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddCommandLine([.. args.Select(arg => arg == "--smg-compat" ? "--SmgWasm:SmgCompat=true" : arg)], switches);
builder.Configuration["ReverseProxy:Clusters:upstream:HttpRequest:ActivityTimeout"] = TimeSpan
    .FromMilliseconds(builder.Configuration.GetValue<int>("UpstreamTimeoutMs"))
    .ToString();
Uri admin = new(builder.Configuration["Admin"]!);
builder.WebHost.UseUrls(builder.Configuration["Address"]!, admin.ToString());
builder.WebHost.UseSmgGatewayDefaults();
builder.Services.AddSmgWasm(builder.Configuration.GetSection("SmgWasm"));
builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy")).AddWasmForwarding();

WebApplication app = builder.Build();
app.UseWasmMiddleware();
app.MapReverseProxy();
RouteGroupBuilder operators = app.MapGroup("");
operators.MapWasmAdmin().AllowAnonymous();
operators.MapWasmReadiness();
operators.MapGet("/health", () => Results.Ok()).WithWasmModules();

// The port is the connection's: a client chooses its Host, by which RequireHost would decide.
operators.AddEndpointFilter(
    async (invocation, next) =>
        invocation.HttpContext.Connection.LocalPort == admin.Port ? await next(invocation).ConfigureAwait(false) : Results.NotFound()
);
await app.RunAsync().ConfigureAwait(false);
