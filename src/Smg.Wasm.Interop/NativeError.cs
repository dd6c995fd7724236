using System.Globalization;

namespace Smg.Wasm.Interop;

/// <summary>What Wasmtime said when a call failed. The native error is freed when this is made.</summary>
/// <param name="Message">The whole chain of causes as Wasmtime words it.</param>
/// <param name="ExitStatus">The status that the guest gave to <c>exit</c>; null when it did not call it.</param>
public sealed record NativeError(string Message, int? ExitStatus)
{
    /// <summary>The last line of the chain of causes: what went wrong first.</summary>
    public string RootCause
    {
        get
        {
            string text = Message.TrimEnd();
            int start = text.LastIndexOf('\n') + 1;
            ReadOnlySpan<char> line = text.AsSpan(start).Trim();
            int number = line.IndexOf(": ", StringComparison.Ordinal);
            return number > 0 && int.TryParse(line[..number], NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? line[(number + 2)..].ToString()
                : line.ToString();
        }
    }

    /// <summary>The trap's description, for instance <c>out of bounds memory access</c>; null when it was no trap.</summary>
    public string? Trap
    {
        get
        {
            const string Mark = "wasm trap: ";
            int start = Message.LastIndexOf(Mark, StringComparison.Ordinal);
            if (start < 0)
            {
                return null;
            }

            start += Mark.Length;
            int end = Message.IndexOf('\n', start);
            return end < 0 ? Message[start..] : Message[start..end];
        }
    }

    /// <summary>Takes a native error over; null stays null.</summary>
    internal static unsafe NativeError? Take(nint error)
    {
        if (error == 0)
        {
            return null;
        }

        ByteVec message = default;
        NativeMethods.wasmtime_error_message(error, &message);
        NativeMethods.wasmtime_error_delete(error);
        return new NativeError(message.TakeString(), ExitStatus: null);
    }

    /// <summary>Takes a native trap over; null stays null.</summary>
    internal static unsafe NativeError? TakeTrap(nint trap)
    {
        if (trap == 0)
        {
            return null;
        }

        ByteVec message = default;
        NativeMethods.wasm_trap_message(trap, &message);
        NativeMethods.wasm_trap_delete(trap);
        return new NativeError(message.TakeString().TrimEnd('\0'), ExitStatus: null);
    }

    /// <summary>Throws when the call failed; for calls that only a defect of the host can make fail.</summary>
    internal static void ThrowIfFailed(nint error)
    {
        if (Take(error) is { } failure)
        {
            throw new InvalidOperationException(failure.Message);
        }
    }
}
