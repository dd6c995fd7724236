using System.Text.Json.Serialization;

namespace Smg.Wasm.AspNetCore.Errors;

/// <summary>An error in the shape that clients of the API know.</summary>
/// <param name="Error">The error.</param>
internal sealed record GatewayError(GatewayErrorDetail Error);

/// <summary>The error.</summary>
/// <param name="Type">A name for programs.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record GatewayErrorDetail(string Type, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GatewayError))]
internal sealed partial class GatewayErrorContext : JsonSerializerContext;
