using System.Text.Json;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Compiler;

/// <summary>What the compiler process is asked for: one component, for one kind of engine.</summary>
/// <param name="Settings">The settings of the engine that will load the code.</param>
/// <param name="MaxMemoryMb">MiB of memory that the compile may take; what the process has already does not count.</param>
/// <param name="Component">The component, in the binary format.</param>
public sealed record CompileRequest(EngineSettings Settings, int MaxMemoryMb, ReadOnlyMemory<byte> Component)
{
    /// <summary>Whether it is a core module instead of a component.</summary>
    public bool IsCoreModule { get; init; }

    /// <summary>Writes the request.</summary>
    public void Write(Stream stream)
    {
        using BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(JsonSerializer.Serialize(Settings, EngineSettingsJson.Default.EngineSettings));
        writer.Write(MaxMemoryMb);
        writer.Write(IsCoreModule);
        writer.Write(Component.Length);
        writer.Write(Component.Span);
    }

    /// <summary>Reads a request.</summary>
    /// <returns>Null at the end of the stream.</returns>
    public static CompileRequest? Read(Stream stream)
    {
        using BinaryReader reader = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        string settings;
        try
        {
            settings = reader.ReadString();
        }
        catch (EndOfStreamException)
        {
            return null;
        }

        int maxMemoryMb = reader.ReadInt32();
        bool isCoreModule = reader.ReadBoolean();
        int length = reader.ReadInt32();
        EngineSettings engine = JsonSerializer.Deserialize(settings, EngineSettingsJson.Default.EngineSettings)!;
        return new CompileRequest(engine, maxMemoryMb, reader.ReadBytes(length)) { IsCoreModule = isCoreModule };
    }
}
