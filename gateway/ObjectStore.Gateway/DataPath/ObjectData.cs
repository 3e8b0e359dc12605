using System.IO.Pipelines;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Gateway.ReadCache;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.DataPath;

/// <summary>The data path over erasure-coded stripes.</summary>
internal sealed class ObjectData(
    StripeStore store, FragmentReader reader, CachedReader cached, GroupDirectory groups, BufferPool buffers, DataPathOptions options, TimeProvider time) : IObjectData
{
    /// <summary>The first piece of a download is small: it is copied once more while the answer's head has not been sent.</summary>
    private const int FirstPieceBytes = 64 << 10;

    /// <summary>How far ahead of a download that does not come from memory: a stripe of 4+2.</summary>
    private const int PrefetchBytes = 4 << 20;

    /// <summary>Downloads at a time that read pieces of the size that is set. Those beyond read <see cref="CrowdedPieceBytes"/>, since each holds one in memory.</summary>
    private const int RoomyReadersMax = 64;

    private const int CrowdedPieceBytes = 256 << 10;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryDelayMax = FirstRetryDelay * 16;

    private int _readers;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StripeRun>> WriteAsync(IByteSource source, FragmentOwner owner, PoolName? pool, CancellationToken cancellationToken) =>
        new ObjectWriter(store, buffers, options, source, owner, pool).WriteAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask ReadAsync(
        IReadOnlyList<StripeRun> runs, long position, long length, PipeWriter destination, CancellationToken cancellationToken)
    {
        await groups.PrepareAsync(runs, cancellationToken);
        var isRoomy = Interlocked.Increment(ref _readers) <= RoomyReadersMax;
        try
        {
            var pieceBytes = isRoomy ? options.ReadPieceBytes : Math.Min(options.ReadPieceBytes, CrowdedPieceBytes);
            await ReadAsync(runs, position, length, pieceBytes, destination, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    /// <inheritdoc />
    /// <remarks>What is copied is read once, so the cache is not asked for it.</remarks>
    public IByteSource OpenSource(IReadOnlyList<StripeRun> runs, long position, long length) =>
        new ObjectByteSource(reader, groups, runs, position, length, options.ReadPieceBytes);

    /// <inheritdoc />
    public ValueTask DiscardAsync(IReadOnlyList<StripeRun> runs) => store.DiscardAsync(runs);

    private async ValueTask ReadAsync(
        IReadOnlyList<StripeRun> runs, long position, long length, int pieceBytes, PipeWriter destination, CancellationToken cancellationToken)
    {
        var written = 0L;
        var prefetched = 0L;
        var isFlushed = false;
        foreach (var range in StripeRange.Enumerate(runs, position, length, FirstPieceBytes, pieceBytes))
        {
            isFlushed = written > 0;
            if (isFlushed && await FlushAsync(destination, cancellationToken)) return;
            var memory = destination.GetMemory(range.Length)[..range.Length];
            var read = ReadPieceAsync(range, memory, isFlushed, cancellationToken);
            written += range.Length;
            try
            {
                if (!read.IsCompleted) prefetched = Prefetch(runs, position, Math.Max(written, prefetched), Math.Min(written + PrefetchBytes, length));
            }
            finally
            {
                // Whatever happens, the memory is the connection's again only when no device writes into it any more.
                await read;
            }

            destination.Advance(range.Length);
        }

        Invariant.That(written == length);

        // Kestrel sends what is left unflushed at the end of a request only when nothing was flushed before.
        if (isFlushed) await FlushAsync(destination, cancellationToken);
    }

    /// <summary>Before an answer has begun its request fails with what the client repeats; after that it can only be cut off, which is put off.</summary>
    private ValueTask ReadPieceAsync(StripeRange range, Memory<byte> memory, bool hasBegun, CancellationToken cancellationToken)
    {
        var read = cached.ReadAsync(groups.Get(range.Group), range, memory, cancellationToken);
        return hasBegun && !read.IsCompletedSuccessfully ? ReadPatientlyAsync(read, range, memory, cancellationToken) : read;
    }

    private async ValueTask ReadPatientlyAsync(ValueTask read, StripeRange range, Memory<byte> memory, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        for (var delay = FirstRetryDelay; ; delay = delay < RetryDelayMax ? delay * 2 : delay)
        {
            try
            {
                await read;
                return;
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.DeviceUnavailable && time.GetElapsedTime(begun) + delay <= options.ReadPatience)
            {
                await Task.Delay(delay, time, cancellationToken);
            }

            // The devices may be others by now.
            read = cached.ReadAsync(groups.Get(range.Group), range, memory, cancellationToken);
        }
    }

    /// <summary>What was just asked for was not in memory, so what follows probably is not either: announces it up to <paramref name="end"/>.</summary>
    private long Prefetch(IReadOnlyList<StripeRun> runs, long position, long begin, long end)
    {
        if (begin >= end) return begin;
        foreach (var range in StripeRange.Enumerate(runs, position + begin, end - begin, StripeLayout.FragmentBytesMax, StripeLayout.FragmentBytesMax))
            cached.Prefetch(groups.Get(range.Group), range);
        return end;
    }

    /// <summary>True when the reader is gone, so that there is nobody to read for.</summary>
    private static async ValueTask<bool> FlushAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        var result = await destination.FlushAsync(cancellationToken);
        return result.IsCompleted || result.IsCanceled;
    }
}
