using System.Buffers;
using System.Text;
using CsCheck;
using Smg.Wasm.AspNetCore.Events;
using Smg.Wasm.Contract;

namespace Smg.Gateway.Tests.Events;

/// <summary>Where events end, and what is in them.</summary>
public sealed class EventSplitterTests
{
    private static readonly string[] Parts =
    [
        "\r",
        "\n",
        "\r\n",
        "\n\n",
        "data: x",
        "data:",
        ":",
        " ",
        "id: 1",
        "event: e",
        "\uFEFF",
        "ä",
        "retry: 5",
    ];

    private static readonly Gen<byte[]> Streams = Gen.OneOf(Parts.Select(Gen.Const).ToArray())
        .Array[0, 40]
        .Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));

    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "data: a\n\n|data: b\n\n")]
    [InlineData("data: a\r\rdata: b\r\n\r\n", "data: a\r\r|data: b\r\n\r\n")]
    [InlineData("data: a\n\r\n", "data: a\n\r\n")]
    [InlineData("data: a\r\n\n", "data: a\r\n\n")]
    [InlineData("data: a\r\ndata: b\r\n\r\n", "data: a\r\ndata: b\r\n\r\n")]
    [InlineData(": c\n\n\n\ndata: b\n\n", ": c\n\n|\n|\n|data: b\n\n")]
    public void Events_end_at_blank_lines(string stream, string blocks) =>
        Assert.Equal(blocks, string.Join('|', Split(Encoding.UTF8.GetBytes(stream), []).Select(Encoding.UTF8.GetString)));

    [Fact]
    public void No_byte_is_lost_however_the_stream_is_cut() =>
        Gen.Select(Streams, Gen.Int[0, 60].Array[0, 20])
            .Sample((bytes, cuts) => Split(bytes, cuts).SelectMany(block => block).SequenceEqual(bytes));

    [Fact]
    public void Modules_see_the_same_events_however_the_stream_is_cut() =>
        Gen.Select(Streams, Gen.Int[0, 60].Array[0, 20])
            .Sample((bytes, cuts) => Texts(Split(bytes, [])).SequenceEqual(Texts(Split(bytes, cuts))));

    [Fact]
    public void Every_cut_of_one_stream_gives_the_same_events()
    {
        byte[] bytes = "\uFEFFdata: ä\r\ndata: b\r\n\r\n: c\r\revent: x\rid: 7\rdata: [DONE]\r\n\r\ndata: tail"u8.ToArray();
        string[] whole = [.. Texts(Split(bytes, []))];
        Assert.Equal(4, whole.Length);
        for (int first = 0; first <= bytes.Length; first++)
        {
            for (int second = first; second <= bytes.Length; second++)
            {
                Assert.Equal(whole, Texts(Split(bytes, [first, second])));
            }
        }
    }

    [Fact]
    public void What_is_taken_before_its_end_has_a_rest_and_then_the_next_event_begins()
    {
        EventSplitter splitter = new();
        Assert.False(splitter.TryTake(new ReadOnlySequence<byte>("data: a"u8.ToArray()), out _));
        splitter.TakeUnfinished();
        Assert.True(splitter.IsInside);
        ReadOnlySequence<byte> next = new("bc\n\ndata: d\n\n"u8.ToArray());
        Assert.True(splitter.TryTake(next, out EventBlock rest));
        Assert.Equal(new EventBlock(4, IsEmpty: false, IsRest: true), rest);
        Assert.True(splitter.TryTake(next.Slice(4), out EventBlock whole));
        Assert.Equal(new EventBlock(9, IsEmpty: false, IsRest: false), whole);
    }

    [Fact]
    public void Every_line_is_in_one_of_the_parts()
    {
        StreamEvent item = Parse("\uFEFFevent: a\nevent:b\n: comment\nid: 1\nid\ndata\ndata:  two\nid: x\0y\nretry: 5\nodd\n\n");
        Assert.Equal("b", item.EventType);
        Assert.Equal("", item.Id);
        Assert.Equal("\n two", item.Data);
        Assert.Equal(["event: a", ": comment", "id: 1", "id: x\0y", "retry: 5", "odd"], item.OtherLines);
        Assert.Null(Parse(": comment\n\n").Data);
        Assert.Equal("\uFFFD", EventParser.Parse(new ReadOnlySequence<byte>([.. "data: "u8, 0xFF, .. "\n\n"u8]), isFirst: false).Data);
    }

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Select(Gen.String[Gen.Char["ab :ä\n"], 0, 6], Gen.String[Gen.Char["ab :ä"], 0, 4], Gen.Bool, Gen.Bool)
            .Sample(
                (data, given, hasType, hasId) =>
                {
                    string? type = hasType ? given : null;
                    StreamEvent item = new()
                    {
                        Data = data,
                        EventType = type,
                        Id = hasId ? "i" : null,
                        OtherLines = [": c", "event: old"],
                    };
                    ArrayBufferWriter<byte> written = new();
                    EventWriter.Write(written, item);
                    byte[] bytes = written.WrittenSpan.ToArray();
                    StreamEvent read = EventParser.Parse(new ReadOnlySequence<byte>(bytes), isFirst: false);
                    return Split(bytes, []).Count == 1
                        && read.Data == data
                        && read.Id == item.Id
                        && (read.EventType == type || (type is null && read.EventType == "old"));
                }
            );

    private static StreamEvent Parse(string lines) =>
        EventParser.Parse(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(lines)), isFirst: true);

    /// <summary>The blocks of a stream that arrives in pieces.</summary>
    private static List<byte[]> Split(byte[] bytes, IEnumerable<int> cuts)
    {
        EventSplitter splitter = new();
        List<byte[]> blocks = [];
        List<byte> held = [];
        int start = 0;
        foreach (int end in cuts.Where(cut => cut <= bytes.Length).Order().Append(bytes.Length))
        {
            held.AddRange(bytes[start..end]);
            start = end;
            while (splitter.TryTake(new ReadOnlySequence<byte>([.. held]), out EventBlock block))
            {
                blocks.Add([.. held.Take((int)block.Length)]);
                held.RemoveRange(0, (int)block.Length);
            }
        }

        return held.Count == 0 ? blocks : [.. blocks, [.. held]];
    }

    /// <summary>The events that modules see, without the blank lines between them.</summary>
    private static IEnumerable<string> Texts(IEnumerable<byte[]> blocks)
    {
        bool isFirst = true;
        foreach (byte[] block in blocks)
        {
            StreamEvent item = EventParser.Parse(new ReadOnlySequence<byte>(block), isFirst);
            isFirst = false;
            if (block.Any(one => one is not ((byte)'\r' or (byte)'\n')))
            {
                yield return $"{item.EventType}|{item.Id}|{item.Data}|{string.Join('/', item.OtherLines)}";
            }
        }
    }
}
