using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Merging;

/// <summary>The results of one shard.</summary>
/// <param name="Name">What messages call them, usually the file's path.</param>
/// <param name="Results">What the shard measured.</param>
public sealed record ShardFile(string Name, RunResults Results);
