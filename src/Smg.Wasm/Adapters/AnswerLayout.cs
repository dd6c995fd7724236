namespace Smg.Wasm.Adapters;

/// <summary>Offsets in an action, as the canonical ABI lays it out.</summary>
internal static class AnswerLayout
{
    /// <summary>Bytes of an action with its largest case.</summary>
    public const int ActionBytes = 44;

    /// <summary>A rejection's status, or a modification.</summary>
    public const int Payload = 4;

    /// <summary>The headers to set: address and count.</summary>
    public const int HeadersSet = 8;

    /// <summary>The headers to add: address and count.</summary>
    public const int HeadersAdd = 16;

    /// <summary>The names to remove: address and count.</summary>
    public const int HeadersRemove = 24;

    /// <summary>Whether there is a new body.</summary>
    public const int Body = 32;

    /// <summary>The new body's address.</summary>
    public const int BodyAddress = 36;

    /// <summary>The new body's length.</summary>
    public const int BodyLength = 40;
}
