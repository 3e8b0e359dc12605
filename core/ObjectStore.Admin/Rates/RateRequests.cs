using ObjectStore.Admin.Routing;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Limits;
using ObjectStore.S3.Validation;

namespace ObjectStore.Admin.Rates;

/// <summary>What requests about rates have in common.</summary>
internal static class RateRequests
{
    /// <summary>Gives the rates back when they can be set.</summary>
    /// <exception cref="AdminException">They cannot.</exception>
    public static RateLimits Check(RateLimits rates) =>
        rates.IsValid ? rates : throw AdminException.Invalid($"A rate is a number from 0 to {RateLimits.PerSecondMax}; 0 is no limit.");

    /// <summary>The bucket of a name.</summary>
    /// <exception cref="AdminException">There is none.</exception>
    public static async ValueTask<BucketRecord> FindBucketAsync(ICatalog catalog, string name, CancellationToken cancellationToken) =>
        BucketName.IsValid(name) && await catalog.GetBucketAsync(name, cancellationToken) is { } bucket ? bucket : throw NoSuchBucket(name);

    public static AdminException NoSuchBucket(string name) => AdminException.NotFound("NoSuchBucket", $"There is no bucket '{name}'.");
}
