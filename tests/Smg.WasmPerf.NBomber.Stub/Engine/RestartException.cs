namespace NBomber.Engine;

/// <summary>Ends a request whose step failed.</summary>
internal sealed class RestartException : Exception;
