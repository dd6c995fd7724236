using Smg.Wasm.Contract;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Adapters;

/// <summary>
/// The fields of an attach point's message, or the parameters of a storage hook, read from the WIT: those before the body and those behind
/// it. The body of an operation is its payload.
/// </summary>
/// <param name="BeforeBody">Method, path, query and headers of a request, status and headers of a response, or an operation and its
/// context.</param>
/// <param name="AfterBody">A request's id and time, or an operation's result and its extra columns.</param>
internal sealed record MessageParts(IReadOnlyList<WitValueType> BeforeBody, IReadOnlyList<WitValueType> AfterBody)
{
    private const string Body = "body";
    private const string Payload = "payload";

    /// <summary>The fields of the message of an attach point.</summary>
    public static MessageParts Of(AttachPointContract contract)
    {
        WitFunction function = contract.Wit.Function(contract.Interface, contract.Function);
        if (!contract.HasBody)
        {
            return Split(function.Parameters, Payload);
        }

        WitNamed message = (WitNamed)function.Parameters.Single().Type!;
        return Split(contract.Wit.Definition(contract.Wit.Interface(contract.Interface), message.Name).Members, Body);
    }

    private static MessageParts Split(IReadOnlyList<WitMember> fields, string body)
    {
        WitValueType[] before = [.. fields.TakeWhile(field => field.Name != body).Select(field => field.Type!)];
        return new MessageParts(before, [.. fields.Skip(before.Length + 1).Select(field => field.Type!)]);
    }

    /// <summary>The core types that the canonical ABI passes fields as. A named type is an enum, which crosses as its number.</summary>
    public static IEnumerable<string> CoreTypes(IEnumerable<WitValueType> fields) =>
        fields.SelectMany(field =>
            field switch
            {
                WitPrimitive { Name: "string" } or WitList => (string[])["i32", "i32"],
                WitPrimitive { Name: "u64" } => ["i64"],
                WitPrimitive or WitNamed => ["i32"],
                _ => throw new InvalidOperationException($"The adapter carries no {field}."),
            }
        );
}
