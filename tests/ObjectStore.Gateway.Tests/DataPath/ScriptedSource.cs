using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>Gives bytes in pieces of odd lengths, and may fail at its end or settle late.</summary>
internal sealed class ScriptedSource(byte[] bytes) : IByteSource
{
    private int _position;

    public Exception? FailureAtEnd { get; init; }

    public bool IsLengthKnown { get; init; } = true;

    /// <summary>Runs when so many bytes have been given.</summary>
    public (int Position, Action Act)? OnReach { get; init; }

    public Task Settled { get; init; } = Task.CompletedTask;

    public long? Length => IsLengthKnown ? bytes.Length : null;

    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (_position == bytes.Length) return FailureAtEnd is null ? 0 : throw FailureAtEnd;
        var count = Math.Min(Math.Min(destination.Length, 77_777), bytes.Length - _position);
        bytes.AsMemory(_position, count).CopyTo(destination);
        if (OnReach is var (position, act) && _position < position && _position + count >= position) act();
        _position += count;
        return count;
    }

    public Task SettleAsync() => Settled;
}
