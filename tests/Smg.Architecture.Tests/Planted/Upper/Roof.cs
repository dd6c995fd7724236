using Smg.Architecture.Tests.Planted.Middle;

namespace Smg.Architecture.Tests.Planted.Upper;

/// <summary>The first of three namespaces in a circle.</summary>
internal sealed class Roof
{
    public static readonly Floor Below = new();
}
