using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>
/// Makes a part lie where its bytes have been copied to; the old stripes become garbage. The part row alone decides: while it is there, whatever names the upload, or its
/// garbage row, finds the new stripes in it.
/// </summary>
internal sealed class MovePartChange(BucketId bucket, ObjectKey key, UploadId upload, PartRecord part, IReadOnlyList<StripeRun> to, TimeProvider time) : KeyChange(bucket, key)
{
    public override int LockSalt => HashCode.Combine(upload, part.PartNumber);

    public override WriteOutcome OutcomeWithoutBucket => WriteOutcome.NoSuchUpload;

    public override async ValueTask<WriteOutcome> PlanAsync(Partition partition, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var partKey = RowKeys.Part(Bucket, Key, upload, part.PartNumber);
        if (await partition.ReadAsync(partKey, cancellationToken) is not { } row) return WriteOutcome.NoSuchUpload;
        if (!PartCodec.TryDecode(partKey, row.Value.Span, out var current)) throw CorruptRow.Of(partKey);
        if (!current.Runs.SequenceEqual(part.Runs)) return WriteOutcome.PreconditionFailed;
        commit.RequireUnchanged(partKey, row).Put(partKey, PartCodec.Encode(partKey, current with { Runs = to }));
        GarbageRows.AddRuns(commit, this, part.Runs, time.GetUtcNow());
        return WriteOutcome.Applied;
    }
}
