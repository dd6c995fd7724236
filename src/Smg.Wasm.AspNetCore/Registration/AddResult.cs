using System.Text.Json.Serialization;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Registration;

/// <summary>Result of a registration: <c>{"Success":UUID}</c> or <c>{"Error":TEXT}</c>.</summary>
/// <param name="Success">The module's id.</param>
/// <param name="Error">Why it was refused, and what to do.</param>
internal sealed record AddResult(
    [property: JsonPropertyName("Success")] Guid? Success = null,
    [property: JsonPropertyName("Error")] string? Error = null
)
{
    /// <summary>Returns the result of a registration.</summary>
    public static AddResult Of(RegistrationResult result) => result.Succeeded ? new(result.Module.Id) : new(null, result.Message);
}
