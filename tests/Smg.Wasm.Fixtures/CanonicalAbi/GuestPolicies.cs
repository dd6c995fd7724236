namespace Smg.Wasm.Fixtures.CanonicalAbi;

/// <summary>How a generated guest's texts are encoded.</summary>
public enum GuestEncoding
{
    Utf8,
    Utf16,
    Latin1OrUtf16,
}

/// <summary>How a generated guest's <c>realloc</c> behaves.</summary>
public enum ReallocPolicy
{
    /// <summary>A new block for each call, aligned to 8.</summary>
    Bump,

    /// <summary>A new block for each call, aligned as asked.</summary>
    BumpAsAsked,

    /// <summary>Blocks from the memory's end downwards.</summary>
    FromTop,

    /// <summary>A new block for each call, filled with zeros.</summary>
    Zeroes,

    /// <summary>Resizes by a new block, and overwrites the old one.</summary>
    PoisonsOld,

    /// <summary>Traps when it is asked to resize.</summary>
    FreshOnly,

    /// <summary>The same block for every call.</summary>
    SameBlock,

    /// <summary>The same block for every call, filled with zeros each time.</summary>
    SameBlockZeroed,

    /// <summary>A block that ends with the memory.</summary>
    LastBytes,

    /// <summary>An address that is aligned to 2 at most.</summary>
    EvenOnly,

    /// <summary>An odd address.</summary>
    Odd,

    /// <summary>The address behind the memory.</summary>
    PastMemory,

    /// <summary>Grows the memory by a page for each call.</summary>
    Grows,

    /// <summary>Traps at one of its calls.</summary>
    TrapsLater,

    /// <summary>Calls an import at one of its calls.</summary>
    CallsImportLater,
}

/// <summary>Where a generated guest puts its answer.</summary>
public enum AnswerPlacement
{
    Low,
    Heap,
    HeapAfterReset,
    EndOfMemory,
    PastEnd,
    Unaligned,
    OverBody,
}

/// <summary>What a generated guest answers.</summary>
public enum AnswerKind
{
    Continue,

    /// <summary>Rejects with a digest of all arguments of <c>realloc</c>, in order.</summary>
    DigestOfCalls,

    /// <summary>Rejects with a digest of its memory.</summary>
    DigestOfMemory,

    /// <summary>Returns every part of the message.</summary>
    Echo,

    /// <summary>As <see cref="Echo"/>, the body without its first byte.</summary>
    EchoShifted,

    /// <summary>Empty lists, texts and a body at an address of the seed's.</summary>
    Empties,

    /// <summary>A body that overlaps the action at an odd address.</summary>
    BodyOverAction,

    /// <summary>A text of bytes of the seed's.</summary>
    RandomText,

    /// <summary>A case or an option of the seed's.</summary>
    RandomCase,

    /// <summary>A list, a text or a body with an address and a length of the seed's.</summary>
    RandomPointer,
}

/// <summary>What a generated guest's <c>post-return</c> does.</summary>
public enum PostReturnPolicy
{
    None,
    Nothing,
    Poisons,
    ResetsHeap,
    Traps,
    CallsImport,

    /// <summary>Traps unless its argument is the answer's address, and it is the only call.</summary>
    ChecksCall,
}

/// <summary>What a generated guest's start function does.</summary>
public enum StartPolicy
{
    None,
    Nothing,

    /// <summary>Sets what answers depend on, in globals and in the memory.</summary>
    Writes,

    /// <summary>Calls an import, and does the same.</summary>
    CallsImport,

    /// <summary>Needs a page more, and does the same.</summary>
    Grows,

    /// <summary>Does the same if the memory can grow by more than limits allow, and something else if not.</summary>
    TriesToGrow,
}
