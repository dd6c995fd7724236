using System.Text.Json.Serialization;
using Smg.Wasm.AspNetCore.Errors;
using Smg.Wasm.AspNetCore.Registration;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>How the admin API writes JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(GatewayError))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(ManifestAcknowledgement))]
[JsonSerializable(typeof(ModuleBatch))]
[JsonSerializable(typeof(ModuleForm))]
[JsonSerializable(typeof(ModuleList))]
[JsonSerializable(typeof(ModuleRemoval))]
internal sealed partial class AdminJson : JsonSerializerContext;
