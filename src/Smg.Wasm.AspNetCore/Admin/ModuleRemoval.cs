namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>A module was removed.</summary>
/// <param name="ModuleUuid">Its id.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record ModuleRemoval(Guid ModuleUuid, string Message);
