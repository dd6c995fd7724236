using Smg.Architecture.Tests.Planted.Lower;

namespace Smg.Architecture.Tests.Planted.Middle;

/// <summary>The second of three namespaces in a circle.</summary>
internal sealed class Floor
{
    public static Type[] Below(Cellar<int>[] cellars) => [cellars.GetType()];
}
