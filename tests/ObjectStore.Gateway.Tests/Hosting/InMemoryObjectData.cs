using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>Stripes in memory: one run for each write. Counts what is held, so that a test sees what was left behind.</summary>
internal sealed class InMemoryObjectData : IObjectData
{
    private const int StripeBytes = 64 << 10;

    /// <summary>What the data path leaves to whoever owns the destination to flush, when there is no more.</summary>
    private const int UnflushedBytesMax = 64 << 10;

    private readonly ConcurrentDictionary<StripeId, byte[]> _writes = new();

    /// <summary>Thrown by the next read or write instead of doing it.</summary>
    public Exception? FailNext { get; set; }

    /// <summary>Bytes that a failing read still sends.</summary>
    public int FailAfterBytes { get; set; }

    /// <summary>The bytes of every write, as they are stored.</summary>
    public IEnumerable<byte[]> Writes => _writes.Values;

    public int WriteCount => _writes.Count;

    /// <summary>The pool that each write asked for, in order.</summary>
    public ConcurrentQueue<string?> Pools { get; } = new();

    public async ValueTask<IReadOnlyList<StripeRun>> WriteAsync(IByteSource source, FragmentOwner owner, PoolName? pool, CancellationToken cancellationToken)
    {
        ThrowIfAsked();
        Pools.Enqueue(pool?.Value);
        using var bytes = new MemoryStream();
        var buffer = new byte[StripeBytes];
        int count;
        while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await source.SettleAsync();
            bytes.Write(buffer, 0, count);
        }

        if (bytes.Length == 0) return [];
        var id = StripeId.New(DateTimeOffset.UnixEpoch.AddMilliseconds(_writes.Count));
        _writes[id] = bytes.ToArray();
        var stripes = (int)((bytes.Length + StripeBytes - 1) / StripeBytes);
        var last = (int)(bytes.Length - (long)(stripes - 1) * StripeBytes);
        return [new StripeRun(id, new PlacementGroupId(1), ErasureProfile.Replicated, stripes, StripeBytes, last)];
    }

    public async ValueTask ReadAsync(
        IReadOnlyList<StripeRun> runs, long position, long length, PipeWriter destination, CancellationToken cancellationToken)
    {
        var bytes = Assemble(runs, position, length);
        if (FailNext is not null)
        {
            destination.Write(bytes.AsSpan(0, FailAfterBytes));
            if (FailAfterBytes > 0) await destination.FlushAsync(cancellationToken);
            ThrowIfAsked();
        }

        destination.Write(bytes);
        if (bytes.Length > UnflushedBytesMax) await destination.FlushAsync(cancellationToken);
    }

    public IByteSource OpenSource(IReadOnlyList<StripeRun> runs, long position, long length) => new Source(Assemble(runs, position, length));

    public ValueTask DiscardAsync(IReadOnlyList<StripeRun> runs)
    {
        foreach (var run in runs) _writes.TryRemove(run.First, out _);
        return ValueTask.CompletedTask;
    }

    private byte[] Assemble(IReadOnlyList<StripeRun> runs, long position, long length)
    {
        using var bytes = new MemoryStream();
        foreach (var run in runs) bytes.Write(_writes[run.First]);
        Invariant.That(bytes.Length == runs.Sum(run => run.Bytes));
        return bytes.ToArray().AsSpan((int)position, (int)length).ToArray();
    }

    private void ThrowIfAsked()
    {
        if (FailNext is not { } exception) return;
        FailNext = null;
        throw exception;
    }

    private sealed class Source(byte[] bytes) : IByteSource
    {
        private int _position;

        public long? Length => bytes.Length;

        public ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
        {
            var count = Math.Min(destination.Length, bytes.Length - _position);
            bytes.AsMemory(_position, count).CopyTo(destination);
            _position += count;
            return ValueTask.FromResult(count);
        }

        public Task SettleAsync() => Task.CompletedTask;
    }
}
