namespace Smg.Wasm.Failures;

/// <summary>The kind of a trap.</summary>
public enum TrapKind
{
    /// <summary>A kind that this build does not know; see the native message.</summary>
    Other,

    /// <summary>An access outside a linear memory.</summary>
    MemoryOutOfBounds,

    /// <summary>An access outside a table.</summary>
    TableOutOfBounds,

    /// <summary>An indirect call through an empty table element.</summary>
    IndirectCallToNull,

    /// <summary>An indirect call to a function of another type.</summary>
    BadSignature,

    /// <summary>An integer overflow.</summary>
    IntegerOverflow,

    /// <summary>A division by zero.</summary>
    IntegerDivisionByZero,

    /// <summary>A conversion of a float that has no integer value.</summary>
    BadConversionToInteger,

    /// <summary>An <c>unreachable</c> instruction.</summary>
    Unreachable,

    /// <summary>A misaligned atomic access.</summary>
    HeapMisaligned,

    /// <summary>An access through a null reference.</summary>
    NullReference,

    /// <summary>The component was re-entered, or left, where the canonical ABI forbids it.</summary>
    CannotEnterOrLeave,

    /// <summary>An exception that the guest does not catch.</summary>
    UncaughtException,

    /// <summary>
    /// A call of an import with a value that breaks the canonical ABI, for instance a pointer outside the guest's memory.
    /// </summary>
    BadImportArgument,
}
