using System.Text;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Contract;

/// <summary>Reads an <c>action</c> from a tree of component values.</summary>
internal static class ActionReader
{
    /// <summary>What an action with too large headers is reported by, as the beginning of a sentence.</summary>
    public const string HeadersHave = "The action's headers have";

    /// <summary>Reads an action.</summary>
    /// <param name="action">The value.</param>
    /// <param name="maxHeaderBytes">Bytes that its headers may have.</param>
    /// <exception cref="InvalidDataException">The value is not an action.</exception>
    /// <exception cref="OutputTooLargeException">Its headers have more bytes.</exception>
    public static MiddlewareAction Read(ComponentValueReader action, int maxHeaderBytes)
    {
        ReadOnlySpan<byte> name = action.VariantCase();
        return name switch
        {
            _ when name.SequenceEqual("continue"u8) => MiddlewareAction.Continue,
            _ when name.SequenceEqual("reject"u8) => new RejectAction(action.VariantPayload().ReadU16()),
            _ when name.SequenceEqual("modify"u8) => ReadModify(action.VariantPayload(), maxHeaderBytes),
            _ => throw new InvalidDataException($"An action has no case '{Encoding.UTF8.GetString(name)}'."),
        };
    }

    private static ModifyAction ReadModify(ComponentValueReader modify, int maxHeaderBytes)
    {
        ComponentValueReader set = modify.Field(1, "headers-set"u8);
        ComponentValueReader add = modify.Field(2, "headers-add"u8);
        ComponentValueReader remove = modify.Field(3, "headers-remove"u8);
        OutputBudget budget = new(maxHeaderBytes, HeadersHave);
        MeasureHeaders(set, ref budget);
        MeasureHeaders(add, ref budget);
        MeasureNames(remove, ref budget);
        return new ModifyAction
        {
            Status = modify.Field(0, "status"u8).TryGetSome(out ComponentValueReader status) ? status.ReadU16() : null,
            HeadersSet = ReadHeaders(set),
            HeadersAdd = ReadHeaders(add),
            HeadersRemove = ReadNames(remove),
            BodyReplace = modify.Field(4, "body-replace"u8).TryGetSome(out ComponentValueReader body)
                ? (ReadOnlyMemory<byte>?)body.ReadBytes()
                : null,
        };
    }

    private static void MeasureHeaders(ComponentValueReader list, ref OutputBudget budget)
    {
        int count = list.ListCount();
        budget.SpendItems(count);
        for (int i = 0; i < count; i++)
        {
            ComponentValueReader header = list.Item(i);
            budget.SpendText(header.Field(0, "name"u8).Utf8Length());
            budget.SpendText(header.Field(1, "value"u8).Utf8Length());
        }
    }

    /// <summary>Counts a list of names.</summary>
    /// <exception cref="OutputTooLargeException">It has more bytes than the budget.</exception>
    public static void MeasureNames(ComponentValueReader list, ref OutputBudget budget)
    {
        int count = list.ListCount();
        budget.SpendItems(count);
        for (int i = 0; i < count; i++)
        {
            budget.SpendText(list.Item(i).Utf8Length());
        }
    }

    private static Header[] ReadHeaders(ComponentValueReader list)
    {
        Header[] headers = new Header[list.ListCount()];
        for (int i = 0; i < headers.Length; i++)
        {
            ComponentValueReader header = list.Item(i);
            headers[i] = new Header(header.Field(0, "name"u8).ReadString(), header.Field(1, "value"u8).ReadString());
        }

        return headers;
    }

    /// <summary>Reads a list of names.</summary>
    public static string[] ReadNames(ComponentValueReader list)
    {
        string[] names = new string[list.ListCount()];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = list.Item(i).ReadString();
        }

        return names;
    }
}
