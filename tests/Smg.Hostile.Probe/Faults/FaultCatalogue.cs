namespace Smg.Hostile.Probe.Faults;

/// <summary>The faults by name. Each takes its own folder and returns one line that says what it saw.</summary>
internal static class FaultCatalogue
{
    public static IReadOnlyDictionary<string, Func<string, string>> All { get; } =
        new Dictionary<string, Func<string, string>>(StringComparer.Ordinal)
        {
            ["serve"] = ProcessFaults.Serve,
            ["disk-full"] = FolderFaults.DiskFull,
            ["folder-deleted"] = FolderFaults.Deleted,
            ["folder-is-a-file"] = FolderFaults.IsAFile,
            ["folder-read-only"] = FolderFaults.ReadOnly,
            ["key-damaged"] = FolderFaults.KeyDamaged,
            ["address-space"] = ProcessFaults.AddressSpace,
            ["file-descriptors"] = ProcessFaults.FileDescriptors,
            ["threads"] = ProcessFaults.Threads,
            ["option-bounds"] = OptionFaults.Bounds,
        };
}
