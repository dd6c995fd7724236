using System.Text.Json.Serialization;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Compiler;

/// <summary>How an engine's settings travel between the two processes, which are of one version.</summary>
[JsonSerializable(typeof(EngineSettings))]
internal sealed partial class EngineSettingsJson : JsonSerializerContext;
