using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Smg.Wasm.Contract;

namespace Smg.Hostile.Probe.Mutation;

/// <summary>Tries a range of mutants on two threads. A process that dies leaves the numbers that it was at in the progress file.</summary>
internal sealed class MutateCommand
{
    private const int BatchSize = 200;

    /// <summary>More than a guest's largest stack and what the runtime needs beside it.</summary>
    private const int StackBytes = 16 << 20;

    private readonly MutantFactory _factory;
    private readonly MutantRunner _runner = new();
    private readonly ConcurrentDictionary<string, int> _ends = new();
    private readonly ConcurrentQueue<string> _defects = new();
    private readonly string _progressPath;
    private readonly long _end;
    private long _next;

    /// <summary>Takes the mutants from <paramref name="first"/> on.</summary>
    public MutateCommand(int seed, long first, long count, string progressPath)
    {
        _factory = new MutantFactory(seed);
        _next = first;
        _end = first + count;
        _progressPath = progressPath;
    }

    /// <summary>Runs all.</summary>
    /// <returns>The process's exit code.</returns>
    public int Run()
    {
        using MutantProgress progress = MutantProgress.Open(_progressPath);
        Thread[] threads =
        [
            .. Enumerable.Range(0, MutantProgress.Threads).Select(thread => new Thread(() => RunThread(thread, progress), StackBytes)),
        ];
        for (int thread = 0; thread < threads.Length; thread++)
        {
            progress.Begin(thread, MutantProgress.None);
            threads[thread].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        _runner.Dispose();
        foreach ((string end, int times) in _ends.OrderByDescending(end => end.Value))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times, 8} {end}"));
        }

        foreach (string defect in _defects)
        {
            Console.WriteLine($"defect: {defect}");
        }

        return _defects.IsEmpty ? ExitCode.Success : ExitCode.Defect;
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Whatever a mutant makes the runtime throw is the finding."
    )]
    private void RunThread(int thread, MutantProgress progress)
    {
        for (long number = Interlocked.Increment(ref _next) - 1; number < _end; number = Interlocked.Increment(ref _next) - 1)
        {
            progress.Begin(thread, number);
            bool accepted = false;
            try
            {
                accepted = Try(number);
                if (number % BatchSize == 0 && _runner.CheckGoodGuests() is { } wrong)
                {
                    _defects.Enqueue($"after mutant {number}, {wrong}");
                }
            }
            catch (Exception e)
            {
                _defects.Enqueue($"mutant {number} made the runtime throw {e.GetType().Name}: {e.Message}");
            }

            progress.End(thread, accepted);
        }
    }

    /// <summary>Tries one.</summary>
    /// <returns>Whether it compiled.</returns>
    private bool Try(long number)
    {
        IReadOnlyList<ExecutionResult> results = _runner.Run(_factory.Make(number), _factory.RandomFor(number));
        foreach (ExecutionResult result in results)
        {
            Record(number, result);
        }

        return !MutantRunner.IsRefused(results[0]);
    }

    private void Record(long number, in ExecutionResult result)
    {
        _ends.AddOrUpdate(
            result.Failure is { } failure ? $"{failure.Stage} {failure.CauseText}" : result.Answer!.GetType().Name,
            1,
            (_, times) => times + 1
        );
        if (result.Failure is { } host && host.Message.StartsWith("The host failed", StringComparison.Ordinal))
        {
            _defects.Enqueue($"mutant {number}: {host}");
        }
    }
}
