using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>A pointer to a native object with one owner: this handle.</summary>
public abstract class NativeHandle : SafeHandle
{
    private protected NativeHandle(nint value)
        : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(value);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;
}
