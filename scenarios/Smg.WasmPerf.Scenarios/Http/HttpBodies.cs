namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>A closed model of clients whose requests have bodies of several sizes, without modules and with one.</summary>
public sealed class HttpBodies : HttpComparison
{
    private const string Guest = "auth";
    private static readonly (string Name, int Bytes)[] Sizes = [("2 KB", 2 << 10), ("64 KB", 64 << 10), ("1 MB", 1 << 20)];

    /// <inheritdoc/>
    public override string Name => "http-bodies";

    /// <inheritdoc/>
    public override string Description =>
        $"What does a module ({Guest}) cost with bodies of {string.Join(", ", Sizes.Select(size => size.Name))}?";

    private protected override int Clients => 4;

    private protected override IReadOnlyList<HttpVariant> Variants(LoadSettings settings) => WithoutAndWith(settings, Guest);

    private protected override IEnumerable<(string Prefix, int Bytes)> Bodies(LoadSettings settings) =>
        Sizes.Where(size => size.Bytes <= settings.Options.MaxBodySize).Select(size => ($"{size.Name}, ", size.Bytes));
}
