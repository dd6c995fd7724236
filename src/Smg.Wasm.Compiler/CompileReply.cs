using System.Text;

namespace Smg.Wasm.Compiler;

/// <summary>What the compiler process answers: native code, or why Wasmtime refused the component.</summary>
/// <param name="Code">Code for an engine of the request's settings; null when the component was refused.</param>
/// <param name="Error">Wasmtime's message; empty when there is code.</param>
public sealed record CompileReply(byte[]? Code, string Error)
{
    /// <summary>Precedes each reply: the request is read and its compile begins.</summary>
    public const byte Begun = 0xC0;

    /// <summary>Writes the reply.</summary>
    public void Write(Stream stream)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        byte[] content = Code ?? Encoding.UTF8.GetBytes(Error);
        writer.Write(Code is not null);
        writer.Write(content.Length);
        writer.Write(content);
    }

    /// <summary>Reads a reply.</summary>
    /// <exception cref="EndOfStreamException">The process ended before it had answered.</exception>
    public static CompileReply Read(Stream stream)
    {
        using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        bool compiled = reader.ReadBoolean();
        byte[] content = new byte[reader.ReadInt32()];
        stream.ReadExactly(content);
        return compiled ? new CompileReply(content, "") : new CompileReply(null, Encoding.UTF8.GetString(content));
    }
}
