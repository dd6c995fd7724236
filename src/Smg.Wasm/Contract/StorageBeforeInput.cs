namespace Smg.Wasm.Contract;

/// <summary>An operation as a hook at <see cref="AttachPoint.StorageBefore"/> sees it.</summary>
public sealed record StorageBeforeInput : StorageInput;
