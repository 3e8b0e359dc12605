using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.DataPath;

/// <summary>The bytes of a stored object as the source of another write.</summary>
internal sealed class ObjectByteSource : IByteSource, IDisposable
{
    private readonly FragmentReader _reader;
    private readonly GroupDirectory _groups;
    private readonly IReadOnlyList<StripeRun> _runs;
    private readonly IEnumerator<StripeRange> _ranges;
    private StripeRange _current;

    public ObjectByteSource(FragmentReader reader, GroupDirectory groups, IReadOnlyList<StripeRun> runs, long position, long length, int pieceBytesMax)
    {
        _reader = reader;
        _groups = groups;
        _runs = runs;
        _ranges = StripeRange.Enumerate(runs, position, length, pieceBytesMax, pieceBytesMax).GetEnumerator();
        Length = length;
    }

    /// <inheritdoc />
    public long? Length { get; }

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_current.Length == 0)
        {
            await _groups.PrepareAsync(_runs, cancellationToken);
            if (!_ranges.MoveNext()) return 0;
            _current = _ranges.Current;
        }

        var count = Math.Min(destination.Length, _current.Length);
        await _reader.ReadAsync(_groups.Get(_current.Group), _current.Stripe, _current.Index, _current.Offset, destination[..count], cancellationToken);
        _current = _current with { Offset = _current.Offset + count, Length = _current.Length - count };
        return count;
    }

    /// <inheritdoc />
    public Task SettleAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose() => _ranges.Dispose();
}
