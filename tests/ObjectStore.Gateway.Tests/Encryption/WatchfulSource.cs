using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Tests.Encryption;

/// <summary>Gives bytes in pieces of random size, goes on reading them until it settles, and notices when somebody changed them before.</summary>
internal sealed class WatchfulSource(byte[] bytes, Random random, bool knowsLength) : IByteSource
{
    private readonly Lock _gate = new();
    private readonly List<(Memory<byte> Given, int Position)> _given = [];
    private int _settled;
    private int _position;

    public long? Length => knowsLength ? bytes.Length : null;

    /// <summary>Thrown in place of the end.</summary>
    public Exception? FailAtEnd { get; init; }

    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        Assert.True(destination.Length > 0);
        if (random.Next(3) == 0) await Task.Yield();
        CheckUnchanged();
        var count = Math.Min(bytes.Length - _position, random.Next(1, Math.Min(destination.Length, 90_000) + 1));
        if (count == 0 && FailAtEnd is not null) throw FailAtEnd;
        bytes.AsMemory(_position, count).CopyTo(destination);
        lock (_gate) _given.Add((destination[..count], _position));
        _position += count;
        return count;
    }

    public async Task SettleAsync()
    {
        int count;
        lock (_gate) count = _given.Count;
        await Task.Yield();
        CheckUnchanged();
        lock (_gate) _settled = Math.Max(_settled, count);
    }

    private void CheckUnchanged()
    {
        lock (_gate)
        {
            foreach (var (given, position) in _given[_settled..])
                Assert.True(given.Span.SequenceEqual(bytes.AsSpan(position, given.Length)), "Bytes were changed before the source had settled.");
        }
    }
}
