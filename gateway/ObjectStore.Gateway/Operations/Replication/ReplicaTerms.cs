using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Replication;

/// <summary>Which version of another bucket a write brings, as its headers say. Whether the caller may was decided before.</summary>
/// <param name="Version">Its id there, and here.</param>
/// <param name="LastModified">When it was made there.</param>
internal sealed record ReplicaTerms(VersionId Version, DateTimeOffset LastModified)
{
    /// <summary>The end of the year 9999: a version id beyond it would leave no room for those after it.</summary>
    private const long TimeMax = 253_402_300_799_999;

    /// <summary>Bits of a version id's order that count within a millisecond.</summary>
    private const int CounterBits = 16;

    /// <summary>Reads the headers; null where the write is no replica. Gives the error of headers that cannot be, or of a bucket that cannot take replicas.</summary>
    public static S3Error? TryRead(S3Context context, out ReplicaTerms? terms)
    {
        terms = null;
        if ((context.Traits & HeaderTraits.Replica) == 0) return null;
        var (versionText, timeText) = (context.Header(AmzHeaders.SourceVersionId), context.Header(AmzHeaders.SourceLastModified));
        if (!VersionId.TryParse(versionText, out var version) || version.Order >> CounterBits > TimeMax) return InvalidArgumentError.Of("Invalid version id specified", AmzHeaders.SourceVersionId, versionText ?? "");
        if (!long.TryParse(timeText, NumberStyles.None, CultureInfo.InvariantCulture, out var time) || time > TimeMax)
            return InvalidArgumentError.Of("The time is not in milliseconds since 1970.", AmzHeaders.SourceLastModified, timeText ?? "");
        if (context.Bucket.Rules.Versioning != BucketVersioning.Enabled) return NotVersioned();
        terms = new ReplicaTerms(version, DateTimeOffset.FromUnixTimeMilliseconds(time));
        return null;
    }

    /// <summary>The error for a bucket that does not keep versions.</summary>
    public static S3Error NotVersioned() => new(S3ErrorCode.InvalidBucketState, "A bucket that does not keep versions cannot take replicas.");

    /// <summary>The record of the replica.</summary>
    public ObjectRecord Of(ObjectRecord record) => record with { Version = Version, LastModified = LastModified, Replication = StoredReplication.Replica };

    /// <summary>The delete marker that the replica is.</summary>
    public ObjectRecord Marker(string ownerId) => Of(new ObjectRecord { Size = 0, ETag = "", LastModified = LastModified, OwnerId = ownerId, IsDeleteMarker = true });
}
