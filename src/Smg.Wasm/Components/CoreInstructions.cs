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

    /// <summary>Finds the instructions of a function.</summary>
    /// <param name="body">A function's locals and code.</param>
    /// <param name="steps">They are added here, in order.</param>
    /// <exception cref="InvalidDataException">It has an unknown instruction.</exception>
    public static void FindSteps(ReadOnlySpan<byte> body, List<CoreStep> steps)
    {
        const byte LocalGet = 0x20;
        const byte LocalTee = 0x22;
        Walk walk = new(body, [], sizesOnly: true);
        walk.Locals();
        while (!walk.AtEnd)
        {
            int start = walk.Position;
            walk.Next();
            uint? local = body[start] is >= LocalGet and <= LocalTee ? new ComponentReader(body[(start + 1)..]).ReadU32() : null;
            steps.Add(new CoreStep(body[start], local, start, walk.Position));
        }
    }

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
        private const byte Bulk = 0xFC;
        private const byte Vector = 0xFD;
        private const byte Atomic = 0xFE;
        private const uint NamesMemory = 0x40;

        private readonly List<CoreOperand> _operands = operands;
        private readonly bool _sizesOnly = sizesOnly;
        private ComponentReader _reader = new(body);
        private int _instruction;
        private byte _code;

        public readonly bool AtEnd => _reader.AtEnd;

        public readonly int Position => _reader.Position;

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
            ReadOnlySpan<CorePart> parts = _code switch
            {
                Bulk => CoreParts.OfBulk(_reader.ReadU32()),
                Vector => CoreParts.OfVector(_reader.ReadU32()),
                Atomic => CoreParts.OfAtomic(_reader.ReadU32()),
                _ => CoreParts.Of(_code),
            };
            foreach (CorePart part in parts)
            {
                Read(part);
            }
        }

        private void Read(CorePart part)
        {
            switch (part)
            {
                case CorePart.Number:
                    CoreSyntax.SkipNumber(ref _reader);
                    break;
                case CorePart.Numbers:
                    CoreSyntax.SkipNumbers(ref _reader, _reader.ReadU32());
                    break;
                case >= CorePart.Byte and <= CorePart.SixteenBytes:
                    _reader.ReadBytes(1u << (part - CorePart.Byte));
                    break;
                case CorePart.ValueTypes:
                    for (uint n = _reader.ReadU32(); n > 0; n--)
                    {
                        ValueType();
                    }

                    break;
                case CorePart.BlockType:
                    BlockType();
                    break;
                case CorePart.HeapType:
                    SignedType();
                    break;
                case CorePart.Catches:
                    Catches();
                    break;
                case CorePart.Address:
                    Address();
                    break;
                default:
                    Index((CoreSpace)part);
                    break;
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

        private void ValueType()
        {
            if (CoreSyntax.HasHeapType(_reader.ReadByte()))
            {
                SignedType();
            }
        }

        /// <summary>The type of a block: none, a value type, or the index of a function type.</summary>
        private void BlockType()
        {
            ComponentReader ahead = _reader;
            _reader = CoreSyntax.HasHeapType(ahead.ReadByte()) ? ahead : _reader;
            SignedType();
        }

        private void Catches()
        {
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
    }
}
