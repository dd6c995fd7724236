using System.Runtime.InteropServices;

namespace Smg.Load.Running;

/// <summary>Keeps what two processors write in neighbouring objects on different cache lines.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct CacheLines;
