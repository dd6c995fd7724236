namespace Smg.Wasm.Storage;

/// <summary>An operation as a hook at <see cref="Middleware.AttachPoint.StorageBefore"/> sees it.</summary>
public sealed record StorageBeforeInput : StorageInput;
