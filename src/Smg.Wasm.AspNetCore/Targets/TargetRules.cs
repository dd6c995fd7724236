namespace Smg.Wasm.AspNetCore.Targets;

/// <summary>
/// Rules for ambiguous request targets. Module, router and upstream always get the same path; these rules decide on paths that two servers
/// could read differently. Unreserved characters are always decoded and dot segments always resolved.
/// </summary>
public sealed record TargetRules
{
    /// <summary>
    /// Treatment of <c>%2F</c> and <c>%5C</c> in a path. Defaults to <see cref="AmbiguityRule.Reject"/>, since an upstream that decodes
    /// them sees segments that the modules did not. <see cref="AmbiguityRule.Pass"/> suits clients that encode model ids. Envoy:
    /// <c>path_with_escaped_slashes_action</c>.
    /// </summary>
    public AmbiguityRule EncodedSlash { get; init; } = AmbiguityRule.Reject;

    /// <summary>
    /// Treatment of an empty segment, as in <c>//v1</c>. Defaults to <see cref="AmbiguityRule.Reject"/>, since servers disagree on whether
    /// it counts. Nginx: <c>merge_slashes</c>; Envoy: <c>merge_slashes</c>.
    /// </summary>
    public AmbiguityRule DoubleSlash { get; init; } = AmbiguityRule.Reject;

    /// <summary>
    /// Treatment of <c>%00</c> to <c>%1F</c> and <c>%7F</c> in a path. Defaults to <see cref="AmbiguityRule.Reject"/>, since servers cut
    /// paths at them or drop them. Kestrel refuses <c>%00</c> with either rule.
    /// </summary>
    public AmbiguityRule EncodedControl { get; init; } = AmbiguityRule.Reject;

    /// <summary>
    /// Treatment of parameters of a segment, as in <c>/v1;x/chat</c>. Defaults to <see cref="AmbiguityRule.Pass"/>, since <c>;</c> is an
    /// ordinary character of a path (RFC 3986, 3.3). <see cref="AmbiguityRule.Reject"/> suits Java servlet containers behind the gateway,
    /// which drop parameters before they route.
    /// </summary>
    public AmbiguityRule PathParameters { get; init; } = AmbiguityRule.Pass;
}
