namespace Smg.Wasm.AspNetCore.Registration;

/// <summary>A request's JSON is not what it should be. The message names the place and what to do, and is for the client to read.</summary>
internal sealed class FormException(string message) : Exception(message);
