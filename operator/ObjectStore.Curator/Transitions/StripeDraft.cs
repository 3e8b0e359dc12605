using System.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure;

namespace ObjectStore.Curator.Transitions;

/// <summary>A stripe while it is filled with bytes of others. Owns a rented buffer until it is disposed.</summary>
internal sealed class StripeDraft : IDisposable
{
    private readonly int _capacity;
    private byte[]? _buffer;
    private int _filled;

    /// <summary>An empty stripe that will hold what remains, or as much of it as a stripe of the profile can.</summary>
    public StripeDraft(ErasureProfile profile, long remaining)
    {
        Profile = profile;
        _capacity = (int)Math.Min(remaining, StripeLayout.StripeBytesMax(profile));
        Invariant.That(_capacity > 0);
        _buffer = ArrayPool<byte>.Shared.Rent(new StripeLayout(profile, _capacity).TotalBytes);
    }

    /// <summary>K and M.</summary>
    public ErasureProfile Profile { get; }

    /// <summary>Whether it holds as much as it is to hold.</summary>
    public bool IsFull => _filled == _capacity;

    /// <summary>Its form once it is full.</summary>
    public StripeLayout Layout => new(Profile, _capacity);

    /// <summary>Takes bytes, as many as there is room for; how many that were.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, _capacity - _filled);
        bytes[..count].CopyTo(_buffer.AsSpan(_filled));
        _filled += count;
        return count;
    }

    /// <summary>Computes the parity of a full stripe.</summary>
    public void Encode()
    {
        Invariant.That(IsFull);
        if (Profile.DataFragments == 1) return;
        var layout = Layout;
        var bytes = _buffer.AsSpan();
        bytes[layout.DataBytes..layout.ParityOffset].Clear();
        ErasureCodec.For(Profile).Encode(bytes[..layout.ParityOffset], bytes[layout.ParityOffset..layout.TotalBytes], layout.FragmentBytes);
    }

    /// <summary>The bytes of a fragment; with K=1 all are the same. Valid until the draft is disposed.</summary>
    public ReadOnlyMemory<byte> FragmentOf(int index)
    {
        var bytes = Layout.FragmentBytes;
        return Profile.DataFragments == 1 ? _buffer.AsMemory(0, bytes) : _buffer.AsMemory(index * bytes, bytes);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
