using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Writes and reads the bytes of objects as erasure-coded stripes. Knows nothing of keys; thread-safe.</summary>
public interface IObjectData
{
    /// <summary>
    /// Stores all bytes of <paramref name="source"/>; durable, by the write quorum of every stripe, when it completes. An empty source gives no runs.
    /// </summary>
    /// <param name="source">Read to its end. What it throws comes through unchanged, and what was stored until then is deleted.</param>
    /// <param name="owner">Row of the index that will name the stripes.</param>
    /// <param name="pool">The storage pool that all of it is stored in; null for the store's first one.</param>
    /// <param name="cancellationToken">Ends the write; what was stored until then is deleted.</param>
    /// <exception cref="StorageException">QuorumNotReached, Overloaded, …: nothing was acknowledged.</exception>
    ValueTask<IReadOnlyList<StripeRun>> WriteAsync(IByteSource source, FragmentOwner owner, PoolName? pool, CancellationToken cancellationToken);

    /// <summary>Writes verified bytes [position, position + length) to <paramref name="destination"/>, flushing as it goes; does not complete it.</summary>
    /// <exception cref="StorageException">TooFewFragments, …; what was written before was right.</exception>
    ValueTask ReadAsync(IReadOnlyList<StripeRun> runs, long position, long length, PipeWriter destination, CancellationToken cancellationToken);

    /// <summary>The same bytes as a source for another write.</summary>
    IByteSource OpenSource(IReadOnlyList<StripeRun> runs, long position, long length);

    /// <summary>Deletes stripes that no row names, as far as devices answer; the sweeper finds the rest.</summary>
    ValueTask DiscardAsync(IReadOnlyList<StripeRun> runs);
}
