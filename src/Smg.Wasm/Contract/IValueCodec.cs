using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Contract;

/// <summary>Turns inputs into component values and component values into answers, as the WIT types them. Holds nothing of a call.</summary>
internal interface IValueCodec
{
    /// <summary>Whether the function has several parameters: they are written as the items of one list.</summary>
    bool HasSeveralParameters { get; }

    /// <summary>Writes an input.</summary>
    /// <exception cref="ArgumentException">It is of another class.</exception>
    void Write(ComponentValueWriter argument, GuestInput input);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="InvalidDataException">The value is not one.</exception>
    /// <exception cref="OutputTooLargeException">It is larger than the limits.</exception>
    GuestAnswer Read(ComponentValueReader result, AnswerLimits limits);
}
