using System.Globalization;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Admin.Routing;

/// <summary>What answers call buckets of which only the ids are at hand.</summary>
internal sealed class BucketLabels
{
    private const int BucketsPerPage = 1_000;

    private readonly Dictionary<ulong, string> _names = [];

    private BucketLabels()
    {
    }

    /// <summary>Looks for some buckets in the list of all; ends when all are found.</summary>
    public static async ValueTask<BucketLabels> ReadAsync(ICatalog catalog, IEnumerable<ulong> ids, CancellationToken cancellationToken)
    {
        var (wanted, found) = (ids.ToHashSet(), new BucketLabels());
        for (var after = ""; found._names.Count < wanted.Count;)
        {
            var buckets = await catalog.ListBucketsAsync(after, BucketsPerPage, cancellationToken);
            foreach (var bucket in buckets.Where(bucket => wanted.Contains(bucket.Id.Value))) found._names[bucket.Id.Value] = bucket.Name;
            if (buckets.Count < BucketsPerPage) break;
            after = buckets[^1].Name;
        }

        return found;
    }

    /// <summary>The name of a bucket, or its id when it is gone.</summary>
    public string Of(ulong id) => _names.GetValueOrDefault(id) ?? id.ToString("x16", CultureInfo.InvariantCulture);
}
