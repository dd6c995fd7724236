namespace Smg.Wasm.Compilation;

/// <summary>A guest with its adapter as one core module that imports nothing.</summary>
/// <param name="Bytes">The module.</param>
/// <param name="IsWhole">
/// Whether it is all of the component: its instance can be made where one of the component can, and it serves every call. Else an instance
/// of the component shows that it can be made, and the component serves calls that need what is not in the module.
/// </param>
/// <param name="Marks">How many memories behind the one that it marks its marks are; null where it has none.</param>
internal sealed record DirectModule(byte[] Bytes, bool IsWhole, int? Marks);
