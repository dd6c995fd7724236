using System.Diagnostics.CodeAnalysis;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Sessions;

/// <summary>
/// The results of a run as they come in. After every addition <c>results.json</c> is whole, and marked as interrupted until the run is
/// complete: what was measured is there whatever ends the process. From any thread.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "What ends a run releases it.")]
internal sealed class RunSession
{
    private readonly Lock _lock = new();
    private readonly ReportWriter _reports;
    private readonly RunConsole _console;
    private readonly FolderLock _folderLock;
    private RunResults _results;
    private bool _isClosed;
    private bool _holdsSomething;
    private string? _report;

    /// <summary>Begins: the folder is made, and a marked, empty file is written.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="environment">Where and with what the run is made.</param>
    /// <param name="console">Where it is said what was written.</param>
    /// <exception cref="UsageException">The folder cannot be written to, or another run is writing to it.</exception>
    public RunSession(string folder, EnvironmentInfo environment, RunConsole console)
        : this(folder, environment, console, ReportWriter.Real) { }

    /// <summary>Begins with other reports.</summary>
    internal RunSession(string folder, EnvironmentInfo environment, RunConsole console, ReportWriter reports)
    {
        _reports = reports;
        Folder = folder;
        _console = console;
        _results = new RunResults { Environment = environment, Interrupted = true };
        OutputFolder.Prepare(folder);
        _folderLock = new FolderLock(folder);
        try
        {
            OutputFolder.RemoveReports(folder);
            ResultsFile.Write(ResultsPath, _results);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _folderLock.Dispose();
            throw OutputFolder.NotWritable("--out", folder, e);
        }
    }

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>The command that continues the run after an interruption; null where none does.</summary>
    public string? Resume { get; init; }

    /// <summary>Where the results are.</summary>
    public string ResultsPath => Path.Combine(Folder, ResultsFile.FileName);

    /// <summary>The results so far.</summary>
    public RunResults Results
    {
        get
        {
            lock (_lock)
            {
                return _results;
            }
        }
    }

    /// <summary>
    /// Adds what has just been measured, and writes it. A full disk does not end the run: it is reported, and the next addition is tried.
    /// </summary>
    /// <param name="add">Makes the results with the addition.</param>
    public void Keep(Func<RunResults, RunResults> add)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _results = add(_results);
            _holdsSomething = true;
            try
            {
                ResultsFile.Write(ResultsPath, _results);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _console.Line($"warning  {ResultsPath} cannot be written, the measurement continues: {e.Message}");
            }
        }
    }

    /// <summary>Ends a run that is complete: removes the mark, and writes the reports.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                // The run was interrupted at its last step; its results were written by the interruption.
                throw new OperationCanceledException();
            }

            _isClosed = true;
            _results = _results with { Interrupted = false };
            ResultsFile.Write(ResultsPath, _results);
        }

        try
        {
            _report = _reports.WithPlots(_results, Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"the reports cannot be written: {e.Message.TrimEnd('.')}. Results: {ResultsPath}");
        }
        finally
        {
            _folderLock.Dispose();
        }
    }

    /// <summary>Says where the results and the report are.</summary>
    public void ShowFiles()
    {
        _console.Line($"results  {ResultsPath}");
        _console.Line($"report   {_report}");
    }

    /// <summary>Ends a run that is not complete. Nothing is added afterwards.</summary>
    /// <param name="reportTime">Time for the reports; where it does not suffice, they can be made later.</param>
    /// <returns>Where what is, in one line.</returns>
    public string Abandon(TimeSpan reportTime)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return $"Results: {ResultsPath}";
            }

            _isClosed = true;
            ResultsFile.Write(ResultsPath, _results);
        }

        string report = WriteReport(reportTime) is { } missing ? $" {missing}: {Invocation.Name} report {Folder}." : "";
        _folderLock.Dispose();
        return $"Partial results: {ResultsPath}.{report}{(Resume is null ? "" : $" Continue with: {Resume}")}";
    }

    /// <summary>Ends a run that failed. What was measured stays; where nothing was, no file stays.</summary>
    /// <param name="reportTime">Time for the reports.</param>
    /// <returns>Where what was measured is, in one line; null where nothing was.</returns>
    public string? Fail(TimeSpan reportTime)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return null;
            }

            if (!_holdsSomething)
            {
                _isClosed = true;
                File.Delete(ResultsPath);
                _folderLock.Dispose();
                if (!Directory.EnumerateFileSystemEntries(Folder).Any())
                {
                    Directory.Delete(Folder);
                }

                return null;
            }
        }

        return Abandon(reportTime);
    }

    /// <summary>
    /// Writes the reports, first without plots, which take the most time. A report that fails or takes too long costs nothing but the
    /// report.
    /// </summary>
    /// <returns>What could not be written; null where everything was.</returns>
    private string? WriteReport(TimeSpan time)
    {
        bool hasText = false;
        Task<string> writing = Task.Run(() =>
        {
            _reports.WithoutPlots(_results, Folder);
            Volatile.Write(ref hasText, true);
            return _reports.WithPlots(_results, Folder);
        });
        try
        {
            return writing.Wait(time) ? null
                : Volatile.Read(ref hasText) ? "Plots"
                : "Reports";
        }
        catch (AggregateException)
        {
            return "Reports";
        }
    }
}
