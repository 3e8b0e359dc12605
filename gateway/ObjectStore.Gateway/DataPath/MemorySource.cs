namespace ObjectStore.Gateway.DataPath;

/// <summary>Bytes in memory as a source.</summary>
/// <param name="bytes">Borrowed until the source is no longer used.</param>
internal sealed class MemorySource(ReadOnlyMemory<byte> bytes) : IByteSource
{
    private int _position;

    public long? Length => bytes.Length;

    public ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var piece = bytes[_position..Math.Min(bytes.Length, _position + destination.Length)];
        piece.CopyTo(destination);
        _position += piece.Length;
        return ValueTask.FromResult(piece.Length);
    }

    public Task SettleAsync() => Task.CompletedTask;
}
