namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>A source of configuration that knows how the user wrote each of its keys.</summary>
internal interface IConfigurationOrigins
{
    /// <summary>Where a value comes from.</summary>
    /// <param name="key">A key of the source.</param>
    ConfigurationOrigin OriginOf(string key);
}
