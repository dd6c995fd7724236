using Smg.Wasm.Components;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Linking;

/// <summary>
/// Finds where a function has to mark what it writes. A mark serves all stores up to <see cref="WriteMarks.ReachBytes"/> behind its
/// address, as those in a structure or in a frame of the stack, while the local that holds the address is not set and the code runs straight on.
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

    /// <summary>For the values on top of the stack, as far as they are known: the local that held the same; null for none.</summary>
    private readonly List<HeldAddress?> _stack = [];

    /// <summary>What was marked last, and where the walk was: it holds while the walk runs straight on.</summary>
    private readonly Dictionary<(HeldAddress Address, uint Offset), int> _marked = [];

    /// <summary>What is marked from then on for good.</summary>
    private readonly HashSet<(uint Local, uint Offset)> _markedForGood = [];

    /// <summary>What is marked as soon as a local is set, since several places would else.</summary>
    private readonly Dictionary<uint, uint[]> _early = [];

    /// <summary>How often the walk found a local set.</summary>
    private readonly Dictionary<uint, int> _sets = [];

    /// <summary>The first instruction that sets a local, of those before the function branches, and the last of all.</summary>
    private readonly Dictionary<uint, int> _firstSets = [];
    private readonly Dictionary<uint, int> _lastSets = [];

    /// <summary>Goes up where the code can be reached from elsewhere.</summary>
    private int _stretch;
    private bool _isStraight;

    /// <summary>Finds the places in a function.</summary>
    /// <param name="body">Its locals and code.</param>
    /// <param name="operands">Its operands.</param>
    /// <param name="writes">What it writes in the memory that is marked, by where the operand begins that names it.</param>
    /// <returns>The places in order, valid until the next function.</returns>
    /// <exception cref="InvalidDataException">It has an unknown instruction.</exception>
    public IReadOnlyList<MarkPoint> Find(ReadOnlySpan<byte> body, List<CoreOperand> operands, IReadOnlyDictionary<int, CoreWrite> writes)
    {
        _early.Clear();
        Read(body, operands, writes);
        Walk();
        foreach (IGrouping<uint, MarkPoint> local in _points.Where(IsOfFrame).GroupBy(point => point.Local))
        {
            uint[] several = [.. local.GroupBy(point => point.Offset).Where(same => same.Skip(1).Any()).Select(same => same.Key)];
            if (several.Length > 0)
            {
                _early.Add(local.Key, several);
            }
        }

        if (_early.Count > 0)
        {
            Walk();
        }

        return _points;
    }

    private void Read(ReadOnlySpan<byte> body, List<CoreOperand> operands, IReadOnlyDictionary<int, CoreWrite> writes)
    {
        _steps.Clear();
        _writes.Clear();
        _firstSets.Clear();
        _lastSets.Clear();
        bool isStraight = true;
        CoreInstructions.FindSteps(body, _steps);
        int next = operands.FindIndex(operand => operand.Start >= _steps[0].Start);
        for (int i = 0; i < _steps.Count; i++)
        {
            (CoreWrite, uint) write = (CoreWrite.None, 0);
            for (; next < operands.Count && operands[next].Start < _steps[i].End; next++)
            {
                if (writes.TryGetValue(operands[next].Start, out CoreWrite found))
                {
                    write = (found, found == CoreWrite.Range ? 0 : new ComponentReader(body[operands[next].End..]).ReadU32());
                }
            }

            _writes.Add(write);
            isStraight &= _steps[i].Code is not (Block or Loop or If or TryTable);
            if (_steps[i] is { Local: { } local, Code: not LocalGet })
            {
                _lastSets[local] = i;
                if (isStraight)
                {
                    _firstSets.TryAdd(local, i);
                }
            }
        }
    }

    /// <summary>Whether a mark is by a local that is set once, before the function branches, as the address of its frame is.</summary>
    private bool IsOfFrame(MarkPoint point) =>
        point.Kind == MarkKind.Local && _firstSets.TryGetValue(point.Local, out int first) && _lastSets[point.Local] == first;

    private void Walk()
    {
        _points.Clear();
        _stack.Clear();
        _marked.Clear();
        _markedForGood.Clear();
        _sets.Clear();
        _stretch = 0;
        _isStraight = true;
        for (int i = 0; i < _steps.Count; i++)
        {
            CoreStep step = _steps[i];
            switch (_writes[i].Write)
            {
                case CoreWrite.None:
                    break;
                case CoreWrite.Range:
                    _points.Add(new MarkPoint(step.Start, MarkKind.Range));
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
        if (_stack.Count < 2 || _stack[^2] is not { } address || address.Sets != SetsOf(address.Local))
        {
            _points.Add(new MarkPoint(_steps[step].Start, MarkKind.Address) { Write = write, Offset = offset });
        }
        else if (!_markedForGood.Contains((address.Local, offset)) && !IsMarked(address, offset))
        {
            AddMark(address.Local, offset, _steps[step].Start);
            _marked[(address, offset)] = _stretch;
            if (_isStraight && _lastSets.GetValueOrDefault(address.Local, -1) < step)
            {
                _markedForGood.Add((address.Local, offset));
            }
        }
    }

    private bool IsMarked(HeldAddress address, uint offset) =>
        _marked.TryGetValue((address, offset), out int stretch) && stretch == _stretch;

    private int SetsOf(uint local) => _sets.GetValueOrDefault(local);

    private void AddMark(uint local, uint offset, int position) =>
        _points.Add(new MarkPoint(position, MarkKind.Local) { Local = local, Offset = offset });

    /// <summary>Follows what an instruction does to the stack and the locals, and where it can be reached from.</summary>
    private void Go(in CoreStep step)
    {
        switch (step.Code)
        {
            case LocalGet:
                _stack.Add(new HeldAddress(step.Local!.Value, SetsOf(step.Local.Value)));
                return;
            case var _ when step.Local is { } local:
                Take(1);
                Set(local, step.End);
                if (step.Code == LocalTee)
                {
                    _stack.Add(new HeldAddress(local, SetsOf(local)));
                }

                return;
            case Block or Loop or If or TryTable or Else or End:
                _isStraight = false;
                _stretch += step.Code is Loop or Else or End ? 1 : 0;

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
        _sets[local] = SetsOf(local) + 1;
        foreach (uint offset in _early.GetValueOrDefault(local, []))
        {
            if (_markedForGood.Add((local, offset)))
            {
                AddMark(local, offset, end);
            }
        }
    }

    /// <summary>An address that a local held.</summary>
    /// <param name="Local">The local.</param>
    /// <param name="Sets">How often the local had been set: it holds something else once it was set again.</param>
    private readonly record struct HeldAddress(uint Local, int Sets);
}
