namespace Smg.Load.Running;

/// <summary>Starts the engine's own threads.</summary>
internal static class LoadThread
{
    /// <summary>What the names of the engine's threads begin with.</summary>
    public const string NamePrefix = "smg-load";

    /// <summary>Runs a body on its own background thread.</summary>
    public static void Start(string role, Action body) =>
        new Thread(() => body()) { Name = $"{NamePrefix} {role}", IsBackground = true }.UnsafeStart();
}
