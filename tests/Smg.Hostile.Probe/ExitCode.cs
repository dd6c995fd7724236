namespace Smg.Hostile.Probe;

/// <summary>How the probe ends when it is not killed.</summary>
public static class ExitCode
{
    /// <summary>All went as it must.</summary>
    public const int Success = 0;

    /// <summary>The runtime did what it must not.</summary>
    public const int Defect = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The runtime could not start and said why.</summary>
    public const int CannotStart = 3;
}
