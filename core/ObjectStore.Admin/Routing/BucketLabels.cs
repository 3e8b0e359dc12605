using System.Globalization;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Admin.Routing;

/// <summary>What answers call buckets of which only the ids are at hand.</summary>
internal sealed class BucketLabels
{
    private readonly Dictionary<ulong, string> _names = [];

    private BucketLabels()
    {
    }

    /// <summary>Looks for some buckets in the list of all; ends when all are found.</summary>
    public static async ValueTask<BucketLabels> ReadAsync(ICatalog catalog, IEnumerable<ulong> ids, CancellationToken cancellationToken)
    {
        var (wanted, found) = (ids.ToHashSet(), new BucketLabels());
        if (wanted.Count == 0) return found;
        await foreach (var bucket in catalog.ListReadableBucketsAsync("", static (_, _) => { }, cancellationToken))
        {
            if (wanted.Remove(bucket.Id.Value)) found._names.Add(bucket.Id.Value, bucket.Name);
            if (wanted.Count == 0) break;
        }

        return found;
    }

    /// <summary>The name of a bucket, or its id when it is gone or cannot be read.</summary>
    public string Of(ulong id) => _names.GetValueOrDefault(id) ?? id.ToString("x16", CultureInfo.InvariantCulture);
}
