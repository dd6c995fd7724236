namespace Smg.WasmPerf.Results;

/// <summary>Texts inside this assembly.</summary>
internal static class EmbeddedText
{
    /// <summary>Reads a text.</summary>
    /// <param name="name">The resource's name.</param>
    public static string Read(string name)
    {
        using Stream stream =
            typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {name}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
