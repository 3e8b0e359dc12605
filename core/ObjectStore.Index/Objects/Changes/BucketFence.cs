using ObjectStore.Index.Catalog;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>The fence of a bucket in a database as it was read, with what it says.</summary>
/// <param name="Row">The row.</param>
/// <param name="Rules">What the bucket demands.</param>
internal sealed record BucketFence(Row Row, BucketRules Rules)
{
    /// <summary>Out of its row; null without one.</summary>
    /// <exception cref="Core.Errors.StorageException">CorruptIndex.</exception>
    public static BucketFence? Of(Row? row)
    {
        if (row is not { } present) return null;
        return BucketCodec.TryDecodeRules(present, out var rules) ? new BucketFence(present, rules) : throw CorruptRow.Of(present);
    }
}
