using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Reading;

/// <summary>
/// The device's reads: on the caller's thread when the page cache has the bytes, on the blocking pool otherwise. Compaction may move a fragment
/// while it is read; what then fails to verify is looked up again and only counts as damage when it has not moved.
/// </summary>
internal sealed class FragmentReads(ExtentSet extents, FragmentIndex index, BlockingPool pool, IReadEvents events)
{
    /// <summary>A fragment moves at most once per compaction of its extent; many moves during one read are a fault.</summary>
    private const int MovesMax = 16;

    public ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        var started = events.Timestamp;
        var outcome = TryRead(id, offset, destination.Span, ReadMode.CachedOnly, out var error);
        if (outcome != ReadOutcome.NotCached)
        {
            events.ReadFinished(started, destination.Length, wasCached: true, error);
            return error is null ? ValueTask.CompletedTask : ValueTask.FromException(error);
        }

        var request = ReadRequest.Rent(this, id, offset, destination);
        var task = request.Task;
        if (pool.TryEnqueue(request) is { } refusal)
        {
            request.Discard();
            return ValueTask.FromException(refusal);
        }

        request.RegisterCancellation(cancellationToken);
        return task;
    }

    /// <summary>The same, waiting for the disk; null when the bytes are there.</summary>
    public StorageException? TryReadBlocking(FragmentId id, int offset, Span<byte> destination)
    {
        var started = events.Timestamp;
        _ = TryRead(id, offset, destination, ReadMode.Buffered, out var error);
        events.ReadFinished(started, destination.Length, wasCached: false, error);
        return error;
    }

    public void Prefetch(FragmentId id, int offset, int length)
    {
        if (index.TryGet(id, out var location) && extents.TryGet(location.Extent, out var extent)) pool.TryHint(new PrefetchWork(extent, location, offset, length));
    }

    public async ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!index.TryGet(id, out _)) return null;
        if (TryDescribe(id, ReadMode.CachedOnly, out var description)) return description;
        return await pool.RunAsync(() => TryDescribe(id, ReadMode.Buffered, out var described) ? described : null);
    }

    /// <summary>Describes the record at one place. Null, without a verdict, when it cannot be read there.</summary>
    public static FragmentDescription? DescribeAt(Extent extent, FragmentLocation location, FragmentId id, ReadMode mode, out ReadOutcome outcome)
    {
        var meta = new byte[location.PayloadOffset];
        outcome = FragmentReader.ReadMeta(extent, location, id, meta, mode, out var header);
        if (outcome != ReadOutcome.Done) return null;
        var owner = meta.AsMemory(RecordHeader.Size, header.OwnerLength);
        return new FragmentDescription(
            id, header.Group, header.GroupEpoch, header.Profile, (int)header.StripeDataBytes, header.PayloadLength, owner);
    }

    /// <summary>False when the header is not in memory and only memory was allowed.</summary>
    private bool TryDescribe(FragmentId id, ReadMode mode, out FragmentDescription? description)
    {
        var attempt = new DescribeAttempt(id, mode);
        var outcome = Try(id, ref attempt, out var error);
        description = attempt.Description;
        if (outcome == ReadOutcome.NotCached) return false;
        if (error is not null && error.Code != StorageErrorCode.FragmentNotFound) throw error;
        return true;
    }

    private ReadOutcome TryRead(FragmentId id, int offset, Span<byte> destination, ReadMode mode, out StorageException? error)
    {
        var attempt = new RangeAttempt(id, offset, destination, mode);
        return Try(id, ref attempt, out error);
    }

    /// <summary>Tries again as long as the fragment has another place than the last time.</summary>
    private ReadOutcome Try<TAttempt>(FragmentId id, ref TAttempt attempt, out StorageException? error)
        where TAttempt : IReadAttempt, allows ref struct
    {
        var previous = default(FragmentLocation);
        for (var moves = 0; moves < MovesMax; moves++)
        {
            if (!index.TryGet(id, out var location)) return NotFound(id, out error);
            if (location == previous) break;
            previous = location;
            try
            {
                if (!extents.TryGet(location.Extent, out var extent)) continue;
                var outcome = attempt.Run(extent, location);
                if (outcome == ReadOutcome.OutOfRange) return OutOfRange(id, out error);
                error = null;
                if (outcome != ReadOutcome.Corrupt) return outcome;
            }
            catch (ObjectDisposedException)
            {
                // The extent went away under the read: the fragment has moved, or the device is closing.
            }
            catch (DeviceIoException exception)
            {
                error = new StorageException(StorageErrorCode.DeviceFailed, $"Fragment {id} cannot be read.", exception);
                return ReadOutcome.Corrupt;
            }
        }

        return extents.IsClosed ? Closed(out error) : Damaged(id, out error);
    }

    private static ReadOutcome Closed(out StorageException? error)
    {
        error = new StorageException(StorageErrorCode.DeviceUnavailable, "The device is closing.");
        return ReadOutcome.Corrupt;
    }

    private ReadOutcome Damaged(FragmentId id, out StorageException? error)
    {
        events.DamageFound(id);
        error = new StorageException(StorageErrorCode.CorruptFragment, $"Fragment {id} does not match its identity or checksums.");
        return ReadOutcome.Corrupt;
    }

    private static ReadOutcome NotFound(FragmentId id, out StorageException? error)
    {
        error = new StorageException(StorageErrorCode.FragmentNotFound, $"The device does not hold fragment {id}.");
        return ReadOutcome.Corrupt;
    }

    private static ReadOutcome OutOfRange(FragmentId id, out StorageException? error)
    {
        error = new StorageException(StorageErrorCode.CorruptFragment, $"The range reaches past the end of fragment {id}.");
        return ReadOutcome.Corrupt;
    }

    private readonly ref struct RangeAttempt(FragmentId id, int offset, Span<byte> destination, ReadMode mode) : IReadAttempt
    {
        private readonly Span<byte> _destination = destination;

        public ReadOutcome Run(Extent extent, FragmentLocation location) =>
            offset < 0 || (uint)offset + (long)_destination.Length > location.PayloadLength
                ? ReadOutcome.OutOfRange
                : FragmentReader.Read(extent, location, id, offset, _destination, mode);
    }

    private struct DescribeAttempt(FragmentId id, ReadMode mode) : IReadAttempt
    {
        public FragmentDescription? Description { get; private set; }

        public ReadOutcome Run(Extent extent, FragmentLocation location)
        {
            Description = DescribeAt(extent, location, id, mode, out var outcome);
            return outcome;
        }
    }

    private sealed class PrefetchWork(Extent extent, FragmentLocation location, int offset, int length) : IBlockingWork
    {
        public void Execute()
        {
            try
            {
                extent.File.Prefetch(location.Offset + (long)location.PayloadOffset + offset, length);
            }
            catch (ObjectDisposedException)
            {
                // A hint for an extent that has gone.
            }
        }
    }
}
