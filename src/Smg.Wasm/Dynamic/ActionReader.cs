using System.Text;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Dynamic;

/// <summary>Reads an <c>action</c> from a tree of component values.</summary>
internal static class ActionReader
{
    public static MiddlewareAction Read(ComponentValueReader action)
    {
        ReadOnlySpan<byte> name = action.VariantCase();
        return name switch
        {
            _ when name.SequenceEqual("continue"u8) => MiddlewareAction.Continue,
            _ when name.SequenceEqual("reject"u8) => new RejectAction(action.VariantPayload().ReadU16()),
            _ when name.SequenceEqual("modify"u8) => ReadModify(action.VariantPayload()),
            _ => throw new InvalidDataException($"An action has no case '{Encoding.UTF8.GetString(name)}'."),
        };
    }

    private static ModifyAction ReadModify(ComponentValueReader modify) => new()
    {
        Status = modify.Field(0, "status"u8).TryGetSome(out ComponentValueReader status) ? status.ReadU16() : null,
        HeadersSet = ReadHeaders(modify.Field(1, "headers-set"u8)),
        HeadersAdd = ReadHeaders(modify.Field(2, "headers-add"u8)),
        HeadersRemove = ReadNames(modify.Field(3, "headers-remove"u8)),
        BodyReplace = modify.Field(4, "body-replace"u8).TryGetSome(out ComponentValueReader body) ? (ReadOnlyMemory<byte>?)body.ReadBytes() : null,
    };

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

    private static string[] ReadNames(ComponentValueReader list)
    {
        string[] names = new string[list.ListCount()];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = list.Item(i).ReadString();
        }

        return names;
    }
}
