using Smg.Wasm.Contract;

namespace Smg.Wasm.Middleware;

/// <summary>Says what is wrong with an action that must not be applied.</summary>
internal static class ActionCheck
{
    /// <summary>The first fault of an action, as a sentence that quotes nothing of it; null when it has none.</summary>
    public static string? FindFault(ModifyAction action, AttachPoint attachPoint) =>
        attachPoint != AttachPoint.OnRequest && action.Status is { } status && !StatusRange.IsFinal(status)
            ? $"The new status {status} is not between 200 and 599."
            : FindFault(action.HeadersSet, "headers-set") ?? FindFault(action.HeadersAdd, "headers-add") ?? FindFault(action.HeadersRemove);

    private static string? FindFault(IReadOnlyList<Header> headers, string list)
    {
        for (int i = 0; i < headers.Count; i++)
        {
            if (!HeaderSyntax.IsName(headers[i].Name))
            {
                return $"The name of header {i} of {list} is not an HTTP token.";
            }

            if (!HeaderSyntax.IsValue(headers[i].Value))
            {
                return $"The value of header {i} of {list} contains a control character.";
            }
        }

        return null;
    }

    private static string? FindFault(IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (!HeaderSyntax.IsName(names[i]))
            {
                return $"Name {i} of headers-remove is not an HTTP token.";
            }
        }

        return null;
    }
}
