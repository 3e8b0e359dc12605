using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Transitions;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Curator.Restores;

/// <summary>Copies the bytes of archived versions into the pool of <c>STANDARD</c>, as they lie: what is sealed stays sealed under the same key. Thread-safe.</summary>
/// <remarks>The parts of a multipart object are stored one by one, so that a copy of terabytes that is cut off goes on with the part that it was at.</remarks>
internal sealed class RestoreCopier(IObjectIndex index, StripeCopier copier, StorageClassTable classes)
{
    private const int PartsPerPage = 100;

    private PoolName? Pool => classes.PoolOf(StorageClassTable.Standard);

    /// <summary>Makes the copy that a version says is being made.</summary>
    /// <param name="entry">The version.</param>
    /// <param name="record">The same as it was read.</param>
    /// <param name="restore">What it says.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>Applied with the runs of the copy, which no row names yet and are the caller's; none of a multipart object. Another outcome: the version says something else by now.</returns>
    public async ValueTask<(WriteOutcome Outcome, IReadOnlyList<StripeRun> Runs)> CopyAsync(RestoreEntry entry, ObjectRecord record, StoredRestore restore, CancellationToken cancellationToken)
    {
        if (record.Upload is { } upload) return (await CopyPartsAsync(entry, upload, restore.Copy, cancellationToken), []);
        var owner = new FragmentOwner(entry.Bucket, entry.Key, Upload: null, PartNumber: 0);
        return (WriteOutcome.Applied, await CopyAsync(record.Runs, owner, cancellationToken));
    }

    /// <summary>Deletes the stripes of a copy that no row names.</summary>
    public ValueTask DiscardAsync(IReadOnlyList<StripeRun> runs) => copier.DiscardAsync(runs);

    private async ValueTask<WriteOutcome> CopyPartsAsync(RestoreEntry entry, UploadId upload, UploadId copy, CancellationToken cancellationToken)
    {
        IReadOnlyList<PartRecord> page = [];
        do
        {
            var after = page is [.., var last] ? last.PartNumber : 0;
            page = await index.ListPartsAsync(entry.Bucket, entry.Key, upload, after, PartsPerPage, cancellationToken);
            var done = await index.ListPartsAsync(entry.Bucket, entry.Key, copy, after, PartsPerPage, cancellationToken);
            foreach (var part in page.ExceptBy(done.Select(static each => each.PartNumber), static each => each.PartNumber))
            {
                if (await CopyPartAsync(entry, copy, part, cancellationToken) is var outcome and not WriteOutcome.Applied) return outcome;
            }
        }
        while (page.Count == PartsPerPage);
        return WriteOutcome.Applied;
    }

    private async ValueTask<WriteOutcome> CopyPartAsync(RestoreEntry entry, UploadId copy, PartRecord part, CancellationToken cancellationToken)
    {
        var runs = await CopyAsync(part.Runs, new FragmentOwner(entry.Bucket, entry.Key, copy, (ushort)part.PartNumber), cancellationToken);

        // Not cut off: whether a row names the stripes must not depend on the moment.
        var outcome = await index.PutRestoredPartAsync(entry.Bucket, entry.Key, entry.Version, copy, part with { Runs = runs }, CancellationToken.None);
        if (outcome == WriteOutcome.Applied) return outcome;
        await copier.DiscardAsync(runs);
        return outcome == WriteOutcome.AlreadyThere ? WriteOutcome.Applied : outcome;
    }

    private async ValueTask<IReadOnlyList<StripeRun>> CopyAsync(IReadOnlyList<StripeRun> runs, FragmentOwner owner, CancellationToken cancellationToken) =>
        runs.Count == 0 ? [] : await copier.CopyAsync(runs, owner, Pool, cancellationToken);
}
