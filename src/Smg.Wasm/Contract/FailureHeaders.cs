using Smg.Wasm.Failures;

namespace Smg.Wasm.Contract;

/// <summary>
/// Headers that report to a module at <see cref="AttachPoint.OnError"/> which failure occurred. The host removes them before it answers the
/// client.
/// </summary>
public static class FailureHeaders
{
    private const string Prefix = "smg-failure-";

    /// <summary>
    /// Returns the headers of a failure: <c>smg-failure-module</c>, <c>smg-failure-stage</c> and <c>smg-failure-cause</c>, for instance
    /// <c>Timeout</c> or <c>Trap</c>.
    /// </summary>
    /// <param name="failure">The failure.</param>
    public static IEnumerable<Header> Of(ExecutionFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        yield return new Header(Prefix + "module", failure.Module);
        yield return new Header(Prefix + "stage", failure.Stage.ToString());
        yield return new Header(Prefix + "cause", failure.Cause.ToString());
    }

    /// <summary>Whether a header is one of them.</summary>
    /// <param name="name">Its name, in any spelling.</param>
    public static bool IsOne(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
    }
}
