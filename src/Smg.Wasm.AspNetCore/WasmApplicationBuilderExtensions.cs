using Smg.Wasm.AspNetCore.Pipeline;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds WebAssembly middleware to a request pipeline.</summary>
public static class WasmApplicationBuilderExtensions
{
    /// <summary>
    /// Takes requests through the modules before what follows, and its responses afterwards: YARP, minimal APIs, MVC or any other endpoint.
    /// After routing, which
    /// <see cref="WebApplication"/> adds first, modules that an endpoint names are known; after authentication and authorization, modules
    /// see what those let through.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <exception cref="InvalidOperationException"><c>AddSmgWasm</c> was not called.</exception>
    public static IApplicationBuilder UseWasmMiddleware(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        WasmPipeline pipeline =
            app.ApplicationServices.GetService<WasmPipeline>()
            ?? throw new InvalidOperationException(
                "UseWasmMiddleware needs services: first call builder.Services.AddSmgWasm(builder.Configuration.GetSection(\"SmgWasm\"))."
            );
        return app.Use(next => context => pipeline.InvokeAsync(context, next));
    }
}
