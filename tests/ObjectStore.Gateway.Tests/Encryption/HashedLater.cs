using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Tests.Encryption;

/// <summary>Gives bytes at once, and goes on reading what it gave until the test says that it has settled.</summary>
internal sealed class HashedLater(byte[] bytes) : IByteSource
{
    private TaskCompletionSource _settled = new();
    private int _position;

    public long? Length => bytes.Length;

    public int Reads { get; private set; }

    /// <summary>What was given until now is not read any more.</summary>
    public void Release()
    {
        var settled = _settled;
        _settled = new TaskCompletionSource();
        settled.SetResult();
    }

    public ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        Reads++;
        var count = Math.Min(destination.Length, bytes.Length - _position);
        bytes.AsMemory(_position, count).CopyTo(destination);
        _position += count;
        return ValueTask.FromResult(count);
    }

    public Task SettleAsync() => _settled.Task;
}
