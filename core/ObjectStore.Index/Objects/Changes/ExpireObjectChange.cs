using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Removes or covers a version whose time is over, if it is still the one that was judged, and in the same place among the versions of its key.</summary>
internal sealed class ExpireObjectChange(BucketId bucket, ObjectKey key, ObjectExpiration expiration, RetentionClock clock) : VersionChange(bucket, key, clock)
{
    protected override DateTimeOffset JudgedAt => expiration.JudgedAt;

    protected override async ValueTask<WriteOutcome> PlanAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var (found, row) = await FindAsync(partition, head, expiration.Version, cancellationToken);
        if (found is null) return WriteOutcome.NoSuchKey;
        if (found.LastModified != expiration.LastModified || expiration.NewerMinOf(found) is not { } newerMin) return WriteOutcome.PreconditionFailed;
        var isCurrent = row is null;
        switch (expiration.Kind)
        {
            case ExpirationKind.Current when isCurrent && !found.IsDeleteMarker:
                return head.Rules!.HasVersions
                    ? await CoverAsync(partition, head, commit, expiration.OwnerId, cancellationToken)
                    : await RemoveAsync(partition, head, commit, found, row, bypassesGovernance: false, cancellationToken);
            case ExpirationKind.Noncurrent when !isCurrent && await IsStillCoveredAsync(partition, commit, found, newerMin, cancellationToken):
            case ExpirationKind.LoneMarker when isCurrent && found.IsDeleteMarker && !await HasOlderAsync(partition, found, cancellationToken):
                return await RemoveAsync(partition, head, commit, found, row, bypassesGovernance: false, cancellationToken);
            default:
                return WriteOutcome.PreconditionFailed;
        }
    }

    /// <summary>Whether what the judgement goes by still covers the version: as many newer ones, and the next of them made before it.</summary>
    private async ValueTask<bool> IsStillCoveredAsync(Partition partition, CommitBuilder commit, ObjectRecord noncurrent, int newerMin, CancellationToken cancellationToken)
    {
        var newer = RowKeys.VersionsOf(Bucket, Key) with { End = RowKeys.Version(Bucket, Key, noncurrent.Version) };
        var rows = await partition.ScanAsync(newer, newerMin + 1, reverse: true, cancellationToken);
        if (rows.Count <= newerMin) return false;
        if (newerMin > 0)
        {
            foreach (var row in rows) commit.RequireUnchanged(row.Key, row);
        }

        return RowKeys.TryReadVersion(rows[0].Key.Span, out _, out var cover) && cover <= VersionId.OfTime(expiration.JudgedAt);
    }

    /// <summary>Whether there is a version under the current one. Who puts one there writes the head anew, which the commit requires unchanged.</summary>
    private async ValueTask<bool> HasOlderAsync(Partition partition, ObjectRecord current, CancellationToken cancellationToken)
    {
        Invariant.That(!current.Version.IsNone);
        var older = RowKeys.VersionsOf(Bucket, Key) with { Start = RowKeys.Next(RowKeys.Version(Bucket, Key, current.Version)) };
        return (await partition.ScanAsync(older, 1, cancellationToken)).Count > 0;
    }
}
