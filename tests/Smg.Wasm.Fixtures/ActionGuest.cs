using System.Buffers.Binary;
using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Fixtures;

/// <summary>Makes a guest that answers every call with the same action: the action's bytes are data of its memory.</summary>
public static class ActionGuest
{
    /// <summary>Where the action is; all of it ends below the fixture's heap.</summary>
    private const int Address = 16;

    private const int HeapStart = 4096;

    public static WasmModule Reject(ushort status)
    {
        byte[] action = new byte[8];
        action[0] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(action.AsSpan(4), status);
        return ToModule($"rejects {status}", action);
    }

    public static WasmModule Modify(ModifyAction modify, string name = "modifies") => ToModule(name, Image(modify));

    /// <summary>The action as the canonical ABI lays it out, with everything that it points to, for a place in memory.</summary>
    public static byte[] Image(ModifyAction modify, int address = Address)
    {
        const int ActionBytes = 44;
        List<byte> image = [.. new byte[ActionBytes]];
        image[0] = 2;
        if (modify.Status is { } status)
        {
            image[4] = 1;
            Write(image, 6, BitConverter.GetBytes(status));
        }

        WriteList(image, 8, [.. modify.HeadersSet.SelectMany(header => new[] { header.Name, header.Value })], stringsOfElement: 2, address);
        WriteList(
            image,
            16,
            [.. modify.HeadersAdd.SelectMany(header => new[] { header.Name, header.Value })],
            stringsOfElement: 2,
            address
        );
        WriteList(image, 24, modify.HeadersRemove, stringsOfElement: 1, address);
        if (modify.BodyReplace is { } body)
        {
            image[32] = 1;
            WritePointer(image, 36, address + image.Count, body.Length);
            image.AddRange(body.Span);
        }

        return [.. image];
    }

    private static WasmModule ToModule(string name, byte[] action)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Address + action.Length, HeapStart, nameof(action));
        string data = string.Concat(action.Select(b => $"\\{b:x2}"));
        return new WatGuest
        {
            OnResponse = WatGuest.Continue,
            OnError = WatGuest.Continue,
            Core = $"""(data (i32.const {Address}) "{data}")""",
        }.ToModule(name);
    }

    private static void WriteList(List<byte> image, int at, IReadOnlyList<string> strings, int stringsOfElement, int address)
    {
        image.AddRange(new byte[-image.Count & 3]);
        int table = image.Count;
        WritePointer(image, at, address + table, strings.Count / stringsOfElement);
        image.AddRange(new byte[strings.Count * 8]);
        for (int i = 0; i < strings.Count; i++)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(strings[i]);
            WritePointer(image, table + (8 * i), address + image.Count, utf8.Length);
            image.AddRange(utf8);
        }
    }

    private static void WritePointer(List<byte> image, int at, int address, int count)
    {
        Write(image, at, BitConverter.GetBytes(address));
        Write(image, at + 4, BitConverter.GetBytes(count));
    }

    private static void Write(List<byte> image, int at, byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            image[at + i] = bytes[i];
        }
    }
}
