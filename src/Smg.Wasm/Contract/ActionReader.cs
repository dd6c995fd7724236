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
        ModifyAction action = ReadHead(modify, maxHeaderBytes);
        return modify.Field(4, "body-replace"u8).TryGetSome(out ComponentValueReader body)
            ? action with
            {
                BodyReplace = body.ReadBytes(),
            }
            : action;
    }

    /// <summary>Reads all of a modification but its new body.</summary>
    /// <param name="modify">The WIT's record, or an adapter's tuple.</param>
    /// <param name="maxHeaderBytes">Bytes that its headers may have.</param>
    /// <exception cref="OutputTooLargeException">Its headers have more bytes.</exception>
    public static ModifyAction ReadHead(ComponentValueReader modify, int maxHeaderBytes)
    {
        ComponentValueReader set = modify.Part(1, "headers-set"u8);
        ComponentValueReader add = modify.Part(2, "headers-add"u8);
        ComponentValueReader remove = modify.Part(3, "headers-remove"u8);
        OutputBudget budget = new(maxHeaderBytes, HeadersHave);
        PairList.Measure(set, ref budget);
        PairList.Measure(add, ref budget);
        MeasureNames(remove, ref budget);
        return new ModifyAction
        {
            Status = modify.Part(0, "status"u8).TryGetSome(out ComponentValueReader status) ? status.ReadU16() : null,
            HeadersSet = ReadHeaders(set),
            HeadersAdd = ReadHeaders(add),
            HeadersRemove = ReadNames(remove),
        };
    }

    private static Header[] ReadHeaders(ComponentValueReader list) => PairList.Read(list, static (name, value) => new Header(name, value));

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
