using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Smg.Wasm.Compiler;

namespace Smg.Wasm.Compilation.Guard;

/// <summary>One process that compiles, one component at a time. Used by one thread at a time.</summary>
internal sealed class CompilerProcess : IDisposable
{
    private const int MaxErrorChars = 4096;

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private CompilerProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether it can be asked once more.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>When it was last asked, as <see cref="Environment.TickCount64"/> counts.</summary>
    public long LastUsed { get; private set; } = Environment.TickCount64;

    /// <summary>Whether the process has ended by itself.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a process.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started; the message says why.</exception>
    public static CompilerProcess Start()
    {
        try
        {
            return new CompilerProcess(Process.Start(CompilerProgram.StartInfo())!);
        }
        catch (Exception e) when (e is Win32Exception or IOException or OutOfMemoryException)
        {
            throw new InvalidOperationException($"The compiler process cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Compiles a component. The process is ended when the compile passes its limit.</summary>
    /// <param name="request">What is compiled.</param>
    /// <param name="limit">
    /// Processor time of all its threads together: other processes' load does not count. By the clock it may take ten times as long.
    /// </param>
    public CompileOutcome Compile(CompileRequest request, TimeSpan limit)
    {
        using CompileWatch watch = new(limit, ProcessorTime, Kill);
        try
        {
            LastUsed = Environment.TickCount64;
            request.Write(_process.StandardInput.BaseStream);
            _process.StandardInput.BaseStream.Flush();
            if (_process.StandardOutput.BaseStream.ReadByte() != CompileReply.Begun)
            {
                throw new EndOfStreamException();
            }

            watch.Begin();
            CompileReply reply = CompileReply.Read(_process.StandardOutput.BaseStream);
            if (!watch.TryAnswer())
            {
                throw new IOException("The time limit has passed.");
            }

            return reply.Code is { } code
                ? new CompileOutcome(CompileEnd.Compiled, code, "")
                : new CompileOutcome(CompileEnd.Refused, null, reply.Error);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OverflowException or OutOfMemoryException)
        {
            IsUsable = false;
            return watch.HasPassed ? watch.Outcome() : Explain();
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    /// <summary>What the process has used of all processors since its start; zero once it has ended.</summary>
    private TimeSpan ProcessorTime()
    {
        try
        {
            return _process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return TimeSpan.Zero;
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <summary>The reason for a missing answer.</summary>
    private CompileOutcome Explain()
    {
        Kill();
        _process.WaitForExit();
        string errors;
        lock (_errors)
        {
            errors = _errors.ToString();
        }

        bool outOfMemory =
            errors.Contains("memory allocation of", StringComparison.Ordinal)
            || errors.Contains("OutOfMemory", StringComparison.Ordinal)
            || errors.Contains("ut of memory", StringComparison.Ordinal)
            || errors.Contains("Cannot allocate memory", StringComparison.Ordinal);
        return new CompileOutcome(
            outOfMemory ? CompileEnd.OutOfMemory : CompileEnd.Died,
            null,
            $"The compiler process ended with code {_process.ExitCode}. {errors.Trim()}".TrimEnd()
        );
    }

    private void Note(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Length < MaxErrorChars)
            {
                _errors.AppendLine(line.Length > MaxErrorChars ? line[..MaxErrorChars] : line);
            }
        }
    }
}
