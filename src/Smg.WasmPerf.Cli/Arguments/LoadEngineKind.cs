namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>What drives load scenarios.</summary>
internal enum LoadEngineKind
{
    /// <summary>The lab's own engine.</summary>
    Own,

    /// <summary>The NBomber package.</summary>
    NBomber,

    /// <summary>Both, in turns.</summary>
    Both,
}
