using Smg.Wasm.Contract;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Adapters;

/// <summary>The fields of an attach point's message, read from the WIT: those before its body and those behind it.</summary>
/// <param name="BeforeBody">Method, path, query and headers of a request, or status and headers of a response.</param>
/// <param name="AfterBody">A request's id and time.</param>
internal sealed record MessageParts(IReadOnlyList<WitValueType> BeforeBody, IReadOnlyList<WitValueType> AfterBody)
{
    private const string Body = "body";

    /// <summary>The fields of the message of an attach point.</summary>
    public static MessageParts Of(AttachPointContract contract)
    {
        WitFunction function = contract.Wit.Function(contract.Interface, contract.Function);
        WitNamed message = (WitNamed)function.Parameters.Single().Type!;
        IReadOnlyList<WitMember> fields = contract.Wit.Definition(contract.Wit.Interface(contract.Interface), message.Name).Members;
        WitValueType[] before = [.. fields.TakeWhile(field => field.Name != Body).Select(field => field.Type!)];
        return new MessageParts(before, [.. fields.Skip(before.Length + 1).Select(field => field.Type!)]);
    }

    /// <summary>The core types that the canonical ABI passes fields as.</summary>
    public static IEnumerable<string> CoreTypes(IEnumerable<WitValueType> fields) =>
        fields.SelectMany(field =>
            field switch
            {
                WitPrimitive { Name: "string" } or WitList => (string[])["i32", "i32"],
                WitPrimitive { Name: "u64" } => ["i64"],
                WitPrimitive => ["i32"],
                _ => throw new InvalidOperationException($"The adapter carries no {field}."),
            }
        );
}
