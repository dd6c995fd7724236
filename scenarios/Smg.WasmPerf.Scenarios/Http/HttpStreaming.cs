namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>Clients whose answers come a token at a time, without modules and with one on requests.</summary>
public sealed class HttpStreaming : HttpComparison
{
    private const string Guest = "auth";

    /// <inheritdoc/>
    public override string Name => "http-streaming";

    /// <inheritdoc/>
    public override string Description => $"When does the first token of a stream come, with a module ({Guest}) and without?";

    private protected override int Clients => 16;

    private protected override bool IsStream => true;

    private protected override IReadOnlyList<HttpVariant> Variants(LoadSettings settings) => WithoutAndWith(settings, Guest);
}
