namespace Smg.Wasm.Tests.Registration;

/// <summary>A guest whose on-request has another type than the WIT's.</summary>
internal sealed record TypedGuest
{
    /// <summary>The request record's first two fields, as far as they differ from the WIT.</summary>
    public string FirstFields { get; init; } = """(field "method" string) (field "path" string)""";

    /// <summary>The parameters; the WIT's type is <c>$request</c>.</summary>
    public string Parameters { get; init; } = """(param "req" $request)""";

    /// <summary>The core parameters that these are lowered to.</summary>
    public string CoreParameters { get; init; } = "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64";

    /// <summary>A type of the result; the WIT's is <c>$action</c>.</summary>
    public string Result { get; init; } = "$action";

    public byte[] ToBytes()
    {
        string result = Result == "$action" ? "" : $"(type $other {Result})";
        return WatGuest.Parse(
            new WatGuest { Core = $"""(func (export "other") (param {CoreParameters}) (result i32) (i32.const 16))""", Component = result }
                .ToText()
                .Replace("""(field "method" string) (field "path" string)""", FirstFields, StringComparison.Ordinal)
                .Replace(
                    """(func $on-request (param "req" $request) (result $action)""",
                    $"(func $on-request {Parameters} (result {(result.Length == 0 ? "$action" : "$other")})",
                    StringComparison.Ordinal
                )
                .Replace("(core func $i \"on-request\")", "(core func $i \"other\")", StringComparison.Ordinal)
        );
    }
}
