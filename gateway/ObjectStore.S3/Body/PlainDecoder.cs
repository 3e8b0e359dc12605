using System.Buffers;

namespace ObjectStore.S3.Body;

/// <summary>A body without an encoding of its own: so many bytes, or all there are.</summary>
internal sealed class PlainDecoder(long? length) : IBodyDecoder
{
    private long _remaining = length ?? long.MaxValue;

    public bool IsAtEnd => _remaining == 0;

    /// <summary>Kestrel ends the body after Content-Length; what follows is the next request.</summary>
    public bool EndsWithInput => false;

    public int Decode(ref ReadOnlySequence<byte> input, Span<byte> destination)
    {
        var count = (int)Math.Min(Math.Min(input.Length, _remaining), destination.Length);
        input.Slice(0, count).CopyTo(destination);
        input = input.Slice(count);
        _remaining -= count;
        return count;
    }

    public bool CompleteInput()
    {
        if (length is null) _remaining = 0;
        return IsAtEnd;
    }

    public void Dispose()
    {
    }
}
