using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Catalog;

/// <summary>The row of a bucket.</summary>
/// <param name="Name">As S3 shows it.</param>
/// <param name="Id">Identity of this life of the bucket.</param>
/// <param name="OwnerId">User id of the identity that created it.</param>
/// <param name="CreatedAt">When; whole milliseconds.</param>
/// <param name="Region">Its location.</param>
public sealed record BucketRecord(string Name, BucketId Id, string OwnerId, DateTimeOffset CreatedAt, string Region)
{
    /// <summary>What every write in it has to obey.</summary>
    public BucketRules Rules { get; init; } = BucketRules.None;

    /// <summary>Whether every write obeys <see cref="Rules"/>; false while a change of them is on its way to the fences, or was cut off there.</summary>
    public bool RulesAreInForce { get; init; } = true;

    /// <summary>Documents that a new bucket begins with. Not filled when a bucket is read: <see cref="ICatalog.GetDocumentsAsync"/>.</summary>
    public IReadOnlyList<BucketDocument> Documents { get; init; } = [];
}
