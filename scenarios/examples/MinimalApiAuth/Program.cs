WebApplicationBuilder builder = WebApplication.CreateBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
);
builder.Services.AddSmgWasm(builder.Configuration.GetSection("SmgWasm"));
builder.Services.AddHealthChecks().AddWasm();

WebApplication app = builder.Build();
app.UseWasmMiddleware();
app.MapGet("/v1/orders", () => new[] { new { Id = 1, Item = "book" } });
app.MapGet("/version", () => "1.0").WithWasmModules();
app.MapHealthChecks("/health").WithWasmModules();
app.MapWasmReadiness();
await app.RunAsync().ConfigureAwait(false);
