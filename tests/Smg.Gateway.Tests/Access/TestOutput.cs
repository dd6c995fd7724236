using System.Text;

namespace Smg.Gateway.Tests.Access;

/// <summary>An output of the access log that keeps what it takes, and can be full or blocked.</summary>
internal sealed class TestOutput : MemoryStream
{
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private int _failures;

    /// <summary>Set when a write has begun.</summary>
    public ManualResetEventSlim Reached { get; } = new();

    /// <summary>The lines so far, without their ends.</summary>
    public string[] Lines
    {
        get
        {
            lock (this)
            {
                string text = Encoding.UTF8.GetString(ToArray());
                Assert.True(text.Length == 0 || text[^1] == '\n', text);
                return text.Split('\n')[..^1];
            }
        }
    }

    /// <summary>Lets no write end until <see cref="Unblock"/>.</summary>
    public void Block() => _open.Reset();

    public void Unblock() => _open.Set();

    /// <summary>Makes the next write fail as on a full disk.</summary>
    public void FailOnce() => Volatile.Write(ref _failures, 1);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Reached.Set();
        _open.Wait(2 * Eventually.Limit);
        if (Interlocked.Exchange(ref _failures, 0) > 0)
        {
            throw new IOException("No space left on device");
        }

        lock (this)
        {
            base.Write(buffer);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _open.Set();
        base.Dispose(disposing);
    }
}
