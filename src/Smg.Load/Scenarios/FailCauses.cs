namespace Smg.Load.Scenarios;

/// <summary>The causes that the engine itself counts failed requests by.</summary>
public static class FailCauses
{
    /// <summary>An arrival that was not started, because too many requests were in flight or the generator fell too far behind.</summary>
    public const string GeneratorOverrun = "generator-overrun";

    /// <summary>A request that had not ended when the drain timeout ran out.</summary>
    public const string Unfinished = "unfinished";

    /// <summary>A failure with neither a status code nor a message.</summary>
    public const string Unnamed = "fail";

    /// <summary>A scenario that returned null instead of a response.</summary>
    public const string NoResponse = "no response";

    /// <summary>Further causes, after a scenario has named too many different ones.</summary>
    public const string Other = "other";

    /// <summary>The cause of an unhandled exception: <c>exception: TypeName</c>.</summary>
    /// <param name="exception">The exception.</param>
    public static string Exception(Exception exception) => "exception: " + Check.NotNull(exception).GetType().Name;
}
