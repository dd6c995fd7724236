using System.IO.MemoryMappedFiles;

namespace Smg.Hostile.Probe.Mutation;

/// <summary>Which mutant each thread is at, and how many it has tried, in a file that outlives the process.</summary>
public sealed class MutantProgress : IDisposable
{
    /// <summary>Threads that mutants run on.</summary>
    public const int Threads = 2;

    /// <summary>Stands for no mutant.</summary>
    public const long None = -1;

    private const int BytesPerThread = 4 * sizeof(long);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private MutantProgress(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, Threads * BytesPerThread);
    }

    /// <summary>Opens the file, making it when it is not there.</summary>
    public static MutantProgress Open(string path) =>
        new(MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, mapName: null, Threads * BytesPerThread));

    /// <summary>The mutant that the thread is at.</summary>
    public long Running(int thread) => _view.ReadInt64(thread * BytesPerThread);

    /// <summary>Mutants of all threads: begun and ended, of these those that compiled, of these those that did not.</summary>
    public (long Tried, long Accepted, long Refused) Counts => (Sum(1), Sum(2), Sum(3));

    /// <summary>Notes that a thread begins a mutant.</summary>
    public void Begin(int thread, long number) => _view.Write(thread * BytesPerThread, number);

    /// <summary>Notes that a thread has ended a mutant.</summary>
    public void End(int thread, bool accepted)
    {
        Add(thread, 1);
        Add(thread, accepted ? 2 : 3);
        Begin(thread, None);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private long Sum(int field) =>
        Enumerable.Range(0, Threads).Sum(thread => _view.ReadInt64((thread * BytesPerThread) + (field * sizeof(long))));

    private void Add(int thread, int field)
    {
        int at = (thread * BytesPerThread) + (field * sizeof(long));
        _view.Write(at, _view.ReadInt64(at) + 1);
    }
}
