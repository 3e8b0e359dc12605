using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Adds to a commit the garbage rows of what it stops naming.</summary>
internal static class GarbageRows
{
    /// <summary>Queues what a record names that goes.</summary>
    public static void AddReplaced(CommitBuilder commit, KeyChange change, ObjectRecord? replaced, DateTimeOffset now)
    {
        if (replaced is null) return;
        if (replaced.Upload is { } upload) AddUpload(commit, change.Bucket, change.Key, upload, now);
        AddRuns(commit, change, replaced.Runs, now);
        RestoreRows.Add(commit, change, replaced, after: null, now);
    }

    /// <summary>Queues an upload with all part rows that it has.</summary>
    public static void AddUpload(CommitBuilder commit, BucketId bucket, ObjectKey key, UploadId upload, DateTimeOffset now)
    {
        var rowKey = RowKeys.Garbage(bucket, key, upload);
        commit.Put(rowKey, GarbageCodec.Encode(rowKey, now, []));
    }

    /// <summary>Queues stripes: one row for the runs of one write, so that a stripe's row is found by the stripe's id.</summary>
    public static void AddRuns(CommitBuilder commit, KeyChange change, IReadOnlyList<StripeRun> runs, DateTimeOffset now)
    {
        for (var from = 0; from < runs.Count;)
        {
            var to = from + 1;
            while (to < runs.Count && RunCodec.IsSameWrite(runs[from].First, runs[to].First)) to++;
            var rowKey = RowKeys.Garbage(change.Bucket, change.Key, runs[from].First);
            commit.Put(rowKey, GarbageCodec.Encode(rowKey, now, [.. runs.Skip(from).Take(to - from)]));
            from = to;
        }
    }
}
