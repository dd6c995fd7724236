namespace Smg.Wasm.Components;

/// <summary>How a component comes by an instance.</summary>
internal abstract record InstanceSource;

/// <summary>Bundles items by name.</summary>
internal sealed record BundledInstance(IReadOnlyDictionary<string, ItemRef> Items) : InstanceSource;

/// <summary>Instantiates a component with arguments.</summary>
internal sealed record InstantiatedComponent(uint Component, IReadOnlyDictionary<string, ItemRef> Arguments) : InstanceSource;

/// <summary>Takes it from another instance.</summary>
internal sealed record InstanceOfInstance(uint Instance, string Name) : InstanceSource;

/// <summary>Imports it.</summary>
internal sealed record ImportedInstance(string Name) : InstanceSource;

/// <summary>Has it at another index already.</summary>
internal sealed record SameInstance(uint Index) : InstanceSource;

/// <summary>Takes it from an enclosing component.</summary>
internal sealed record UnknownInstance : InstanceSource;
