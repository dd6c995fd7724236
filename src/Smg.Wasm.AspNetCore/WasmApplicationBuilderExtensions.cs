using Smg.Wasm.AspNetCore.Pipeline;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds WebAssembly middleware to a request pipeline.</summary>
public static class WasmApplicationBuilderExtensions
{
    /// <summary>
    /// Passes requests through the modules before they reach the rest of the pipeline (YARP, minimal APIs, MVC or any other endpoint), and
    /// its responses afterwards. After routing, which <see cref="WebApplication"/> adds first, modules that an endpoint names are known;
    /// after authentication and authorization, modules see what those let through.
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
