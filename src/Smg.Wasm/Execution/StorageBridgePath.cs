using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Execution;

/// <summary>
/// The fast path of storage hooks: an operation crosses as one memory image, columns or a reason come back as one. Both are text.
/// </summary>
/// <param name="maxColumnBytes">Bytes that the columns, or the reason, of one answer may have.</param>
internal sealed class StorageBridgePath(int maxColumnBytes) : ICallPath
{
    private readonly PairTable _context = new();
    private readonly PairTable _extra = new();
    private int _imageBytes;

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledFunction function) => store.Call(function.Place);

    /// <inheritdoc/>
    public NativeError? ReadAnswer(GuestStore store, CompiledFunction function, out GuestAnswer? answer)
    {
        answer = StorageAnswerImage.Read(store.PeekText(), ImageLayout.ActionAddress(_imageBytes), maxColumnBytes);
        return null;
    }

    /// <inheritdoc/>
    public void Write(GuestStore store, CompiledFunction function, GuestInput input)
    {
        ImageWriter image = store.BeginImage(ImageTransport.Text);
        switch (input)
        {
            case StorageBeforeInput before:
                Write(image, before, after: null);
                break;
            case StorageAfterInput after:
                Write(image, after, after);
                break;
            default:
                throw new ArgumentException($"Unknown input: no image for a {input.GetType().Name}.", nameof(input));
        }

        if (!store.TryEndImage())
        {
            throw new InvalidOperationException("The payload or the result was changed while the call ran.");
        }
    }

    private void Write(ImageWriter image, StorageInput input, StorageAfterInput? after)
    {
        Measure(input, after);
        ReadOnlySpan<byte> payload = input.Payload.Utf8;
        ReadOnlySpan<byte> result = after is null ? [] : after.Result.Utf8;
        int contextTable = ImageLayout.Base + (after is null ? ImageLayout.BeforeBytes : ImageLayout.AfterBytes);
        int extraTable = contextTable + (_context.Count * ImageLayout.PairBytes);
        int context = extraTable + (_extra.Count * ImageLayout.PairBytes);
        int extra = checked(context + _context.TextBytes);
        int json = checked(extra + _extra.TextBytes);
        _imageBytes = checked(json + payload.Length + result.Length) - ImageLayout.Base;

        image.WriteNumber((int)input.Operation);
        image.WriteNumber(0);
        WritePointer(image, contextTable, _context.Count);
        WritePointer(image, json, payload.Length);
        if (after is not null)
        {
            WritePointer(image, json + payload.Length, result.Length);
            WritePointer(image, extraTable, _extra.Count);
        }

        _context.Write(image, context);
        _extra.Write(image, extra);
        for (int i = 0; i < _context.Count; i++)
        {
            ContextEntry entry = input.Context[i];
            image.WriteText(entry.Key, _context.First(i));
            image.WriteText(entry.Value, _context.Second(i));
        }

        for (int i = 0; i < _extra.Count; i++)
        {
            ExtraColumn column = after!.Extra[i];
            image.WriteText(column.Name, _extra.First(i));
            image.WriteText(column.Value, _extra.Second(i));
        }

        image.WriteBytes(payload);
        image.WriteBytes(result);
    }

    private void Measure(StorageInput input, StorageAfterInput? after)
    {
        _context.Clear();
        _extra.Clear();
        for (int i = 0; i < input.Context.Count; i++)
        {
            _context.Add(input.Context[i].Key, input.Context[i].Value);
        }

        for (int i = 0; i < after?.Extra.Count; i++)
        {
            _extra.Add(after.Extra[i].Name, after.Extra[i].Value);
        }
    }

    private static void WritePointer(ImageWriter image, int address, int length)
    {
        image.WriteNumber(address);
        image.WriteNumber(length);
    }
}
