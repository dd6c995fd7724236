using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>Writes the segments of modules that become one.</summary>
/// <param name="constants">What globals are known to be.</param>
/// <param name="importedGlobals">How many globals the merged module imports.</param>
internal sealed class MergedSegments(MergedConstants constants, uint importedGlobals)
{
    private const uint Passive = 1;
    private const uint NamesIndex = 2;
    private const uint HasExpressions = 4;
    private const byte FunctionKind = 0;

    /// <summary>The element section.</summary>
    /// <param name="members">The members, in order.</param>
    /// <param name="referenced">The functions that code makes references to.</param>
    public byte[] Elements(IReadOnlyList<MergeMember> members, IReadOnlyCollection<uint> referenced)
    {
        const uint Declared = 3;
        ComponentWriter section = new ComponentWriter().U32(
            (uint)members.Sum(member => member.Elements.Count) + (referenced.Count > 0 ? 1u : 0u)
        );
        foreach (MergeMember member in members)
        {
            foreach (CoreElements segment in member.Elements)
            {
                Write(segment, member, section);
            }
        }

        return referenced.Count > 0
            ? section.U32(Declared).Byte(FunctionKind).Items(referenced, (writer, function) => writer.U32(function)).ToArray()
            : section.ToArray();
    }

    /// <summary>The data section.</summary>
    /// <param name="members">The members, in order.</param>
    /// <param name="added">Segments behind theirs, as the section has them.</param>
    public byte[] Data(IReadOnlyList<MergeMember> members, IReadOnlyList<byte[]> added)
    {
        ComponentWriter section = new ComponentWriter().U32((uint)(members.Sum(member => member.Data.Count) + added.Count));
        foreach (MergeMember member in members)
        {
            foreach (CoreData segment in member.Data)
            {
                Write(segment, member, section);
            }
        }

        foreach (byte[] segment in added)
        {
            section.Bytes(segment);
        }

        return section.ToArray();
    }

    private void Write(CoreElements segment, MergeMember member, ComponentWriter section)
    {
        uint form = segment.Flags & HasExpressions;
        if (segment.Offset is { } offset)
        {
            uint table = member.Index(CoreSpace.Table, segment.Table);
            bool isFirst = table == 0 && segment.Type == CoreSyntax.FunctionReference;
            section.U32(isFirst ? form : form | NamesIndex);
            if (!isFirst)
            {
                section.U32(table);
            }

            constants.Write(offset, member, importedGlobals, section);
            if (!isFirst)
            {
                section.Byte(form == 0 ? FunctionKind : segment.Type);
            }
        }
        else
        {
            section.U32(segment.Flags).Byte(form == 0 ? FunctionKind : segment.Type);
        }

        if (segment.Expressions is { } expressions)
        {
            section.Items(expressions, (writer, expression) => constants.Write(expression, member, importedGlobals, writer));
        }
        else
        {
            section.Items(segment.Functions, (writer, function) => writer.U32(member.Index(CoreSpace.Function, function)));
        }
    }

    private void Write(CoreData segment, MergeMember member, ComponentWriter section)
    {
        if (segment.Offset is { } offset)
        {
            uint memory = member.Index(CoreSpace.Memory, segment.Memory);
            section.U32(memory == 0 ? 0 : NamesIndex);
            if (memory != 0)
            {
                section.U32(memory);
            }

            constants.Write(offset, member, importedGlobals, section);
        }
        else
        {
            section.U32(Passive);
        }

        section.U32((uint)segment.Bytes.Length).Bytes(segment.Bytes.Span);
    }
}
