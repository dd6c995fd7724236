namespace Smg.Wasm.Components;

/// <summary>
/// Goes through the instructions of a function. It knows those of WebAssembly 3.0 without garbage collection, and of the proposals that the
/// engine takes; what is unknown ends the walk, and the module stays as it is.
/// </summary>
internal static class CoreInstructions
{
    private const byte MemorySize = 0x3F;
    private const byte MemoryGrow = 0x40;

    /// <summary>Finds where a function asks for a memory's size, or grows it.</summary>
    /// <param name="body">A function's locals and code.</param>
    /// <param name="sites">What is found is added here, in order.</param>
    /// <exception cref="InvalidDataException">It has an unknown instruction.</exception>
    public static void FindSizeAndGrow(ReadOnlySpan<byte> body, List<MemorySite> sites)
    {
        List<CoreOperand> operands = [];
        Go(new Walk(body, operands, sizesOnly: true));
        foreach (CoreOperand operand in operands)
        {
            int length = operand.End - operand.Instruction;
            sites.Add(new MemorySite(operand.Instruction, length, operand.Index, operand.Code == MemoryGrow));
        }
    }

    /// <summary>Finds every index of the module that a function has; labels and locals are the function's.</summary>
    /// <param name="body">A function's locals and code.</param>
    /// <param name="operands">What is found is added here, in order.</param>
    /// <exception cref="InvalidDataException">It has an unknown instruction.</exception>
    public static void FindOperands(ReadOnlySpan<byte> body, List<CoreOperand> operands) => Go(new Walk(body, operands, sizesOnly: false));

    private static void Go(Walk walk)
    {
        walk.Locals();
        while (!walk.AtEnd)
        {
            walk.Next();
        }
    }

    /// <summary>The walk through one function.</summary>
    /// <param name="body">The function.</param>
    /// <param name="operands">What is found is added here.</param>
    /// <param name="sizesOnly">Whether only memories that are asked for their size, or grown, are to be found.</param>
    private ref struct Walk(ReadOnlySpan<byte> body, List<CoreOperand> operands, bool sizesOnly)
    {
        private const byte RefNull = 0x63;
        private const byte Ref = 0x64;

        private readonly List<CoreOperand> _operands = operands;
        private readonly bool _sizesOnly = sizesOnly;
        private ComponentReader _reader = new(body);
        private int _instruction;
        private byte _code;

        public readonly bool AtEnd => _reader.AtEnd;

        public void Locals()
        {
            for (uint n = _reader.ReadU32(); n > 0; n--)
            {
                _reader.ReadU32();
                ValueType();
            }
        }

        public void Next()
        {
            _instruction = _reader.Position;
            _code = _reader.ReadByte();
            switch (_code)
            {
                // unreachable, nop, else, throw_ref, end, return, drop, select; comparisons, arithmetic and conversions; ref.is_null,
                // ref.eq, ref.as_non_null
                case 0x00 or 0x01 or 0x05 or 0x0A or 0x0B or 0x0F or 0x1A or 0x1B or (>= 0x45 and <= 0xC4) or 0xD1 or 0xD3 or 0xD4:
                    break;

                // br, br_if, locals, i32.const, i64.const, br_on_null, br_on_non_null
                case 0x0C
                or 0x0D
                or (>= 0x20 and <= 0x22)
                or 0x41
                or 0x42
                or 0xD5
                or 0xD6:
                    CoreSyntax.SkipNumber(ref _reader);
                    break;

                // br_table
                case 0x0E:
                    CoreSyntax.SkipNumbers(ref _reader, _reader.ReadU32());
                    CoreSyntax.SkipNumber(ref _reader);
                    break;

                // f32.const, f64.const
                case 0x43:
                    _reader.ReadBytes(4);
                    break;
                case 0x44:
                    _reader.ReadBytes(8);
                    break;
                default:
                    WithIndices();
                    break;
            }
        }

        private void WithIndices()
        {
            switch (_code)
            {
                // block, loop, if
                case 0x02 or 0x03 or 0x04:
                    BlockType();
                    break;
                case 0x08:
                    Index(CoreSpace.Tag);
                    break;

                // call, return_call, ref.func
                case 0x10
                or 0x12
                or 0xD2:
                    Index(CoreSpace.Function);
                    break;

                // call_indirect, return_call_indirect
                case 0x11
                or 0x13:
                    Index(CoreSpace.Type);
                    Index(CoreSpace.Table);
                    break;

                // call_ref, return_call_ref
                case 0x14
                or 0x15:
                    Index(CoreSpace.Type);
                    break;

                // select with a type
                case 0x1C:
                    for (uint n = _reader.ReadU32(); n > 0; n--)
                    {
                        ValueType();
                    }

                    break;

                // try_table
                case 0x1F:
                    Catches();
                    break;
                case 0x23 or 0x24:
                    Index(CoreSpace.Global);
                    break;
                case 0x25 or 0x26:
                    Index(CoreSpace.Table);
                    break;

                // loads and stores
                case >= 0x28
                and <= 0x3E:
                    Address();
                    break;
                case MemorySize or MemoryGrow:
                    Index(CoreSpace.Memory);
                    break;
                case 0xD0:
                    HeapType();
                    break;
                case 0xFC:
                    Bulk();
                    break;
                case 0xFD:
                    Vector();
                    break;
                case 0xFE:
                    Atomic();
                    break;
                default:
                    throw new InvalidDataException($"it has the unknown instruction {_code:x2}");
            }
        }

        private readonly void Add(in CoreOperand operand)
        {
            if (!_sizesOnly || _code is MemorySize or MemoryGrow)
            {
                _operands.Add(operand);
            }
        }

        private void Index(CoreSpace space)
        {
            int start = _reader.Position;
            uint index = _reader.ReadU32();
            Add(new CoreOperand(space, index, _code, _instruction, start, _reader.Position));
        }

        private void SignedType()
        {
            int start = _reader.Position;
            long index = CoreSyntax.ReadS33(ref _reader);
            if (index >= 0)
            {
                Add(new CoreOperand(CoreSpace.Type, (uint)index, _code, _instruction, start, _reader.Position) { IsSigned = true });
            }
        }

        private void HeapType() => SignedType();

        private void ValueType()
        {
            if (_reader.ReadByte() is RefNull or Ref)
            {
                HeapType();
            }
        }

        /// <summary>The type of a block: none, a value type, or the index of a function type.</summary>
        private void BlockType()
        {
            ComponentReader ahead = _reader;
            if (ahead.ReadByte() is RefNull or Ref)
            {
                _reader = ahead;
                HeapType();
            }
            else
            {
                SignedType();
            }
        }

        private void Catches()
        {
            BlockType();
            for (uint n = _reader.ReadU32(); n > 0; n--)
            {
                // catch and catch_ref name a tag and a label, catch_all and catch_all_ref a label.
                if (_reader.ReadByte() < 2)
                {
                    Index(CoreSpace.Tag);
                }

                CoreSyntax.SkipNumber(ref _reader);
            }
        }

        /// <summary>Alignment, memory where it is not the first, offset.</summary>
        private void Address()
        {
            const uint NamesMemory = 0x40;
            int start = _reader.Position;
            uint alignment = _reader.ReadU32();
            uint memory = (alignment & NamesMemory) != 0 ? _reader.ReadU32() : 0;
            Add(
                new CoreOperand(CoreSpace.Memory, memory, _code, _instruction, start, _reader.Position)
                {
                    Alignment = alignment & ~NamesMemory,
                }
            );
            CoreSyntax.SkipNumber(ref _reader);
        }

        private void Bulk()
        {
            uint code = _reader.ReadU32();
            switch (code)
            {
                // saturating conversions; 128-bit arithmetic
                case <= 7 or (>= 19 and <= 22):
                    break;

                // memory.init
                case 8:
                    Index(CoreSpace.Data);
                    Index(CoreSpace.Memory);
                    break;

                // data.drop
                case 9:
                    Index(CoreSpace.Data);
                    break;

                // memory.copy
                case 10:
                    Index(CoreSpace.Memory);
                    Index(CoreSpace.Memory);
                    break;

                // memory.fill
                case 11:
                    Index(CoreSpace.Memory);
                    break;

                // table.init
                case 12:
                    Index(CoreSpace.Element);
                    Index(CoreSpace.Table);
                    break;

                // elem.drop
                case 13:
                    Index(CoreSpace.Element);
                    break;

                // table.copy
                case 14:
                    Index(CoreSpace.Table);
                    Index(CoreSpace.Table);
                    break;

                // table.grow, table.size, table.fill
                case 15
                or 16
                or 17:
                    Index(CoreSpace.Table);
                    break;
                default:
                    throw new InvalidDataException($"it has the unknown instruction fc {code:x2}");
            }
        }

        private void Vector()
        {
            const uint LastVector = 0x114;
            uint code = _reader.ReadU32();
            switch (code)
            {
                // loads and stores
                case <= 11 or 92 or 93:
                    Address();
                    break;

                // v128.const, i8x16.shuffle
                case 12
                or 13:
                    _reader.ReadBytes(16);
                    break;

                // one lane: extracted or replaced; loaded or stored
                case >= 21
                and <= 34:
                    _reader.ReadByte();
                    break;
                case >= 84 and <= 91:
                    Address();
                    _reader.ReadByte();
                    break;
                case <= LastVector:
                    break;
                default:
                    throw new InvalidDataException($"it has the unknown instruction fd {code:x2}");
            }
        }

        private void Atomic()
        {
            const uint Fence = 3;
            if (_reader.ReadU32() == Fence)
            {
                _reader.ReadByte();
            }
            else
            {
                Address();
            }
        }
    }
}
