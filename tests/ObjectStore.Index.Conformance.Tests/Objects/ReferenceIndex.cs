using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Conformance.Objects;

/// <summary>What the object index of one bucket must answer, written as simply as possible over dictionaries.</summary>
internal sealed class ReferenceIndex
{
    public SortedDictionary<ObjectKey, ObjectRecord> Objects { get; } = [];

    public Dictionary<UploadId, (ObjectKey Key, UploadRecord Record, SortedDictionary<int, PartRecord> Parts)> Uploads { get; } = [];

    /// <summary>Stripes that the garbage queue must name, by itself or through an upload, with the key they belong to.</summary>
    public HashSet<(ObjectKey Key, StripeId Stripe)> Garbage { get; } = [];

    /// <summary>Parts of completed uploads that are current.</summary>
    public Dictionary<UploadId, List<PartRecord>> Completed { get; } = [];

    public WriteOutcome Judge(ObjectKey key, WriteCondition condition)
    {
        var exists = Objects.TryGetValue(key, out var current);
        if (condition.MustNotExist && exists) return WriteOutcome.PreconditionFailed;
        if (exists && condition.NoneMatchETag == current!.ETag) return WriteOutcome.PreconditionFailed;
        if (condition.MatchETag is null) return WriteOutcome.Applied;
        if (!exists) return WriteOutcome.NoSuchKey;
        return condition.MatchETag is "*" || condition.MatchETag == current!.ETag ? WriteOutcome.Applied : WriteOutcome.PreconditionFailed;
    }

    public WriteOutcome Put(ObjectKey key, ObjectRecord record, WriteCondition condition)
    {
        var outcome = Judge(key, condition);
        if (outcome != WriteOutcome.Applied) return outcome;
        DropCurrent(key);
        Objects[key] = record;
        return outcome;
    }

    public WriteOutcome Delete(ObjectKey key, WriteCondition condition)
    {
        if (!Objects.ContainsKey(key)) return WriteOutcome.NoSuchKey;
        var outcome = Judge(key, condition);
        if (outcome == WriteOutcome.Applied) DropCurrent(key);
        return outcome;
    }

    public WriteOutcome PutPart(UploadId upload, PartRecord part)
    {
        if (!Uploads.TryGetValue(upload, out var begun)) return WriteOutcome.NoSuchUpload;
        if (begun.Parts.TryGetValue(part.PartNumber, out var replaced)) Drop(begun.Key, replaced.Runs);
        begun.Parts[part.PartNumber] = part;
        return WriteOutcome.Applied;
    }

    public WriteOutcome Complete(ObjectKey key, ObjectRecord record, IReadOnlyList<KeyValuePair<int, string>> eTags, WriteCondition condition)
    {
        var upload = record.Upload!.Value;
        if (!Uploads.TryGetValue(upload, out var begun)) return WriteOutcome.NoSuchUpload;
        var outcome = Judge(key, condition);
        if (outcome != WriteOutcome.Applied) return outcome;
        if (eTags.Any(tag => !begun.Parts.TryGetValue(tag.Key, out var part) || part.ETag != tag.Value)) return WriteOutcome.InvalidPart;
        DropCurrent(key);
        var named = eTags.Select(tag => tag.Key).ToHashSet();
        foreach (var part in begun.Parts.Values.Where(part => !named.Contains(part.PartNumber))) Drop(key, part.Runs);
        Completed[upload] = [.. begun.Parts.Values.Where(part => named.Contains(part.PartNumber))];
        Uploads.Remove(upload);
        Objects[key] = record;
        return outcome;
    }

    public WriteOutcome Abort(UploadId upload)
    {
        if (!Uploads.Remove(upload, out var begun)) return WriteOutcome.NoSuchUpload;
        foreach (var part in begun.Parts.Values) Drop(begun.Key, part.Runs);
        return WriteOutcome.Applied;
    }

    public static IEnumerable<StripeId> Stripes(IEnumerable<StripeRun> runs) => runs.SelectMany(run => Enumerable.Range(0, run.StripeCount).Select(run.First.Plus));

    private void DropCurrent(ObjectKey key)
    {
        if (!Objects.Remove(key, out var current)) return;
        Drop(key, current.Runs);
        if (current.Upload is not { } upload) return;
        foreach (var part in Completed[upload]) Drop(key, part.Runs);
        Completed.Remove(upload);
    }

    private void Drop(ObjectKey key, IEnumerable<StripeRun> runs) => Garbage.UnionWith(Stripes(runs).Select(stripe => (key, stripe)));
}
