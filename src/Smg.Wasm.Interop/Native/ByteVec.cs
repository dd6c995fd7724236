using System.Runtime.InteropServices;
using System.Text;

namespace Smg.Wasm.Interop;

/// <summary><c>wasm_byte_vec_t</c>, which is also <c>wasm_name_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ByteVec
{
    public nuint Size;
    public byte* Data;

    public readonly ReadOnlySpan<byte> AsSpan() => Size == 0 ? [] : new ReadOnlySpan<byte>(Data, checked((int)Size));

    /// <summary>Copies the bytes out as text and gives the native vector back.</summary>
    public string TakeString()
    {
        string text = Encoding.UTF8.GetString(AsSpan());
        Free();
        return text;
    }

    /// <summary>Copies the bytes out and gives the native vector back.</summary>
    public byte[] TakeBytes()
    {
        byte[] bytes = AsSpan().ToArray();
        Free();
        return bytes;
    }

    public void Free()
    {
        fixed (ByteVec* self = &this)
        {
            NativeMethods.wasm_byte_vec_delete(self);
        }

        this = default;
    }
}
