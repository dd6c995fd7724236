namespace Smg.Hostile.Tests;

/// <summary>How the probe ended.</summary>
internal sealed record ProbeEnd(int ExitCode, string Output, string Error)
{
    /// <summary>All of it, for a failed assertion.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
