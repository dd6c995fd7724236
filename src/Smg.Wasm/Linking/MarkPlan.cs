using Smg.Wasm.Components;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Linking;

/// <summary>
/// Finds where a function has to mark what it writes. A mark serves all stores up to <see cref="WriteMarks.ReachBytes"/> behind its address,
/// as those in a structure or in a frame of the stack, while the local that holds the address is not set and the code runs straight on.
/// </summary>
internal sealed class MarkPlan
{
    private const byte Block = 0x02;
    private const byte Loop = 0x03;
    private const byte If = 0x04;
    private const byte Else = 0x05;
    private const byte End = 0x0B;
    private const byte TryTable = 0x1F;
    private const byte LocalGet = 0x20;
    private const byte LocalTee = 0x22;

    private readonly List<CoreStep> _steps = [];
    private readonly List<(CoreWrite Write, uint Offset)> _writes = [];
    private readonly List<MarkPoint> _points = [];

    /// <summary>For the values on top of the stack, as far as they are known: the local that holds the same now; null for none.</summary>
    private readonly List<uint?> _stack = [];

    /// <summary>What is marked where the walk is.</summary>
    private readonly HashSet<(uint Local, uint Offset)> _marked = [];

    /// <summary>What is marked from then on for good.</summary>
    private readonly HashSet<(uint Local, uint Offset)> _markedForGood = [];

    /// <summary>What is marked as soon as a local is set, since several places would else.</summary>
    private readonly List<(uint Local, uint Offset)> _early = [];

    /// <summary>The last instruction that sets a local.</summary>
    private readonly Dictionary<uint, int> _lastSets = [];
    private bool _isStraight;

    /// <summary>Finds the places in a function.</summary>
    /// <param name="body">Its locals and code.</param>
    /// <param name="operands">Its operands.</param>
    /// <param name="writeOf">What the instruction of an operand writes in the memory that is marked.</param>
    /// <returns>The places in order, valid until the next function; none where it writes nothing.</returns>
    /// <exception cref="InvalidDataException">It has an unknown instruction.</exception>
    public IReadOnlyList<MarkPoint> Find(ReadOnlySpan<byte> body, List<CoreOperand> operands, Func<CoreOperand, CoreWrite> writeOf)
    {
        _points.Clear();
        _early.Clear();
        if (operands.TrueForAll(operand => writeOf(operand) == CoreWrite.None))
        {
            return _points;
        }

        Read(body, operands, writeOf);
        Walk();
        _early.AddRange(
            _points
                .Where(point => point.Kind == MarkKind.Local && IsSetOnceBeforeBranches(point.Local))
                .GroupBy(point => (point.Local, point.Offset))
                .Where(same => same.Skip(1).Any())
                .Select(same => same.Key)
        );
        if (_early.Count > 0)
        {
            Walk();
        }

        return _points;
    }

    private void Read(ReadOnlySpan<byte> body, List<CoreOperand> operands, Func<CoreOperand, CoreWrite> writeOf)
    {
        _steps.Clear();
        _writes.Clear();
        _lastSets.Clear();
        CoreInstructions.FindSteps(body, _steps);
        int next = operands.FindIndex(operand => operand.Start >= _steps[0].Start);
        for (int i = 0; i < _steps.Count; i++)
        {
            (CoreWrite, uint) write = (CoreWrite.None, 0);
            for (; next < operands.Count && operands[next].Start < _steps[i].End; next++)
            {
                if (writeOf(operands[next]) is not CoreWrite.None and var found)
                {
                    write = (found, found == CoreWrite.Range ? 0 : new ComponentReader(body[operands[next].End..]).ReadU32());
                }
            }

            _writes.Add(write);
            if (_steps[i] is { Local: { } local, Code: not LocalGet })
            {
                _lastSets[local] = i;
            }
        }
    }

    private bool IsSetOnceBeforeBranches(uint local)
    {
        int first = _steps.FindIndex(step =>
            step.Code is Block or Loop or If or TryTable || (step.Local == local && step.Code != LocalGet)
        );
        return first >= 0 && _steps[first].Local == local && _lastSets[local] == first;
    }

    private void Walk()
    {
        _points.Clear();
        _stack.Clear();
        _marked.Clear();
        _markedForGood.Clear();
        _isStraight = true;
        for (int i = 0; i < _steps.Count; i++)
        {
            CoreStep step = _steps[i];
            switch (_writes[i].Write)
            {
                case CoreWrite.None:
                    break;
                case CoreWrite.Range:
                    _points.Add(new MarkPoint(step.Start, MarkKind.RangeBegin));
                    _points.Add(new MarkPoint(step.End, MarkKind.RangeEnd));
                    break;
                default:
                    Mark(i);
                    break;
            }

            Go(step);
        }
    }

    private void Mark(int step)
    {
        (CoreWrite write, uint offset) = _writes[step];
        offset -= offset % WriteMarks.ReachBytes;
        if (_stack.Count < 2 || _stack[^2] is not { } local)
        {
            _points.Add(new MarkPoint(_steps[step].Start, MarkKind.Address) { Write = write, Offset = offset });
        }
        else if (!_markedForGood.Contains((local, offset)) && _marked.Add((local, offset)))
        {
            AddMark(local, offset, _steps[step].Start);
            if (_isStraight && _lastSets.GetValueOrDefault(local, -1) < step)
            {
                _markedForGood.Add((local, offset));
            }
        }
    }

    private void AddMark(uint local, uint offset, int position) =>
        _points.Add(new MarkPoint(position, MarkKind.Local) { Local = local, Offset = offset });

    /// <summary>Follows what an instruction does to the stack and the locals, and where it can be reached from.</summary>
    private void Go(in CoreStep step)
    {
        switch (step.Code)
        {
            case LocalGet:
                _stack.Add(step.Local);
                return;
            case var _ when step.Local is { } local:
                Take(1);
                Set(local, step.End);
                if (step.Code == LocalTee)
                {
                    _stack.Add(local);
                }

                return;
            case Block or Loop or If or TryTable or Else or End:
                _isStraight = false;
                if (step.Code is Loop or Else or End)
                {
                    _marked.Clear();
                }

                break;
        }

        if (CoreStack.EffectOf(step.Code) is not var (taken, put))
        {
            _stack.Clear();
            return;
        }

        Take(taken);
        for (; put > 0; put--)
        {
            _stack.Add(null);
        }
    }

    private void Take(int count)
    {
        int known = Math.Min(count, _stack.Count);
        _stack.RemoveRange(_stack.Count - known, known);
    }

    private void Set(uint local, int end)
    {
        _marked.RemoveWhere(mark => mark.Local == local);
        for (int i = 0; i < _stack.Count; i++)
        {
            _stack[i] = _stack[i] == local ? null : _stack[i];
        }

        foreach ((uint early, uint offset) in _early)
        {
            if (early == local && _markedForGood.Add((local, offset)))
            {
                AddMark(local, offset, end);
            }
        }
    }
}
