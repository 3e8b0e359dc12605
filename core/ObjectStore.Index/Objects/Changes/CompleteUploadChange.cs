using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>
/// Makes an upload the current object. The revision of the upload row fences all its parts. A part that the object does not name goes in the same
/// commit, with a garbage row of its own; at most 10,000 parts make at most 20,000 writes.
/// </summary>
internal sealed class CompleteUploadChange(
    BucketId bucket,
    ObjectKey key,
    ObjectRecord record,
    IReadOnlyList<KeyValuePair<int, string>> partETags,
    WriteCondition condition,
    RetentionClock clock) : VersionChange(bucket, key, clock)
{
    private readonly UploadId _upload = record.Upload ?? throw new ArgumentException("The record names no upload.", nameof(record));

    protected override async ValueTask<WriteOutcome> PlanAsync(Partition partition, KeyHead head, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var uploadKey = RowKeys.Upload(Bucket, Key, _upload);
        if (await partition.ReadAsync(uploadKey, cancellationToken) is not { } uploadRow) return WriteOutcome.NoSuchUpload;
        if (head.Judge(condition) is var outcome and not WriteOutcome.Applied) return outcome;
        var parts = await PartRows.ReadAsync(partition, Bucket, Key, _upload, 0, PartRows.PartCountMax, cancellationToken);
        if (!TrySelectUnused(parts, out var unused)) return WriteOutcome.InvalidPart;

        if (await AddAsync(partition, head, commit, record, cancellationToken) is var added and not WriteOutcome.Applied) return added;
        commit.RequireUnchanged(uploadKey, uploadRow).Delete(uploadKey);
        AddCharge(-parts.Sum(static part => part.Size), -1);
        foreach (var part in unused)
        {
            commit.Delete(RowKeys.Part(Bucket, Key, _upload, part.PartNumber));
            GarbageRows.AddRuns(commit, this, part.Runs, Now);
        }

        return WriteOutcome.Applied;
    }

    /// <summary>Matches the named parts, their tags and sizes with the rows; false when one is missing or differs.</summary>
    private bool TrySelectUnused(IReadOnlyList<PartRecord> parts, out List<PartRecord> unused)
    {
        unused = [];
        var sizes = NamedSizes().GetEnumerator();
        var named = 0;
        foreach (var part in parts)
        {
            if (named == partETags.Count || partETags[named].Key != part.PartNumber)
            {
                unused.Add(part);
                continue;
            }

            if (partETags[named].Value != part.ETag || !sizes.MoveNext() || sizes.Current != (part.PartNumber, part.Size)) return false;
            named++;
        }

        return named == partETags.Count && !sizes.MoveNext();
    }

    private IEnumerable<(int PartNumber, long Size)> NamedSizes()
    {
        foreach (var span in record.Parts)
        {
            for (var i = 0; i < span.PartCount; i++) yield return (span.FirstPartNumber + i, span.PartBytes);
        }
    }
}
