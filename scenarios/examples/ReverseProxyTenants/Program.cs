WebApplicationBuilder builder = WebApplication.CreateBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
);
builder.Services.AddSmgWasm(builder.Configuration.GetSection("SmgWasm"));
builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy")).AddWasmTransforms();

WebApplication app = builder.Build();
app.UseWasmMiddleware();
app.MapReverseProxy();
app.MapWasmReadiness();
app.MapWasmAdmin();
await app.RunAsync().ConfigureAwait(false);
