using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Adds to a commit what follows from what a version says of its restoration.</summary>
internal static class RestoreRows
{
    /// <summary>Keeps the row by which the curator finds the version, and queues a copy that the version does not name any more.</summary>
    /// <param name="commit">The commit, which requires the version as it was.</param>
    /// <param name="change">The change.</param>
    /// <param name="before">The version as it was.</param>
    /// <param name="after">The version as it is to be; null when it goes.</param>
    /// <param name="now">When the change is planned.</param>
    public static void Add(CommitBuilder commit, KeyChange change, ObjectRecord before, ObjectRecord? after, DateTimeOffset now)
    {
        if (StoredRestore.AreSame(before.Restore, after?.Restore)) return;
        var rowKey = RowKeys.Restore(change.Bucket, change.Key, before.Place);
        if (after?.Restore is { } next) commit.Put(rowKey, RestoreEntryCodec.Encode(rowKey, next, after.IsNullVersion));
        else commit.Delete(rowKey);
        if (before.Restore is not { } last || last.Copy == after?.Restore?.Copy) return;
        GarbageRows.AddRuns(commit, change, last.Runs, now);
        if (before.Upload is not null) GarbageRows.AddUpload(commit, change.Bucket, change.Key, last.Copy, now);
    }
}
