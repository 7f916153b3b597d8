namespace Microsoft.ML.SppNet.Files;

/// <summary>A stream whose failures are told in other words: those of the file that is written in the end.</summary>
/// <param name="inner">Where to; it stays the caller's.</param>
/// <param name="retell">Makes of a failure what is thrown.</param>
internal sealed class GuardedStream(Stream inner, Func<IOException, IOException> retell) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override void Flush() => Do(inner.Flush);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => inner.Read(buffer);

    // Seeking and setting the length write out what is buffered.
    public override long Seek(long offset, SeekOrigin origin)
    {
        long position = 0;
        Do(() => position = inner.Seek(offset, origin));
        return position;
    }

    public override void SetLength(long value) => Do(() => inner.SetLength(value));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException error)
        {
            throw retell(error);
        }
    }

    private void Do(Action action)
    {
        try
        {
            action();
        }
        catch (IOException error)
        {
            throw retell(error);
        }
    }
}
