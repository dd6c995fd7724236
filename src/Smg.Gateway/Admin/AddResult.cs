using System.Text.Json.Serialization;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Admin;

/// <summary>What came of a registration: <c>{"Success":UUID}</c> or <c>{"Error":TEXT}</c>.</summary>
/// <param name="Success">The module's id.</param>
/// <param name="Error">Why it was refused, and what to do.</param>
internal sealed record AddResult(
    [property: JsonPropertyName("Success")] Guid? Success,
    [property: JsonPropertyName("Error")] string? Error)
{
    /// <summary>What came of it.</summary>
    public static AddResult Of(RegistrationResult result) => result.Succeeded ? new(result.Module.Id, null) : new(null, result.Message);
}
