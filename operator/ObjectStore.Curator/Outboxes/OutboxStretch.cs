using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>Neighbouring keys of the outbox of one bucket, each with all its rows.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Start">Where to list from; empty for the beginning.</param>
/// <param name="UpTo">The last key; null for the end.</param>
internal readonly record struct OutboxStretch(BucketId Bucket, ReadOnlyMemory<byte> Start, ObjectKey? UpTo)
{
    /// <summary>The outboxes of some buckets, once around: from behind a key, and up to it again.</summary>
    /// <param name="buckets">The buckets, in their order.</param>
    /// <param name="place">The key and its bucket; null to begin with the first.</param>
    public static IEnumerable<OutboxStretch> AllOf(IReadOnlyList<BucketRows> buckets, (BucketId Bucket, ObjectKey Key)? place)
    {
        var whole = buckets.Select(static each => new OutboxStretch(each.Bucket, Start: default, UpTo: null));
        if (place is not { Bucket: var bucket, Key: var key }) return whole;
        return
        [
            new OutboxStretch(bucket, OutboxCursor.Behind(bucket, key), UpTo: null),
            .. whole.Where(each => each.Bucket.Value > bucket.Value),
            .. whole.Where(each => each.Bucket.Value < bucket.Value),
            new OutboxStretch(bucket, Start: default, UpTo: key),
        ];
    }

    /// <summary>Whether it goes as far as a key, which is not before it.</summary>
    public bool Reaches(ObjectKey key) => UpTo is not { } last || key <= last;

    /// <summary>Where to go on behind a page of it; empty at its end.</summary>
    public ReadOnlyMemory<byte> NextOf(OutboxPage page) => page.Entries is [.., var last] && !Reaches(last.Key) ? default : page.Next;
}
