using System.Runtime.CompilerServices;

namespace ObjectStore.Index.Catalog;

/// <summary>What is made of the catalog's own operations.</summary>
public static class CatalogExtensions
{
    /// <summary>Guess: a page is one round trip, and as much as is held at once.</summary>
    private const int BucketsPerPage = 500;

    /// <summary>All buckets in order of their names, those after <paramref name="afterName"/> (empty: from the beginning), read page by page as they are asked for.</summary>
    /// <exception cref="Core.Errors.StorageException">As the stores throw.</exception>
    public static async IAsyncEnumerable<BucketRecord> ListBucketsAsync(this ICatalog catalog, string afterName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        for (var after = afterName; ;)
        {
            var page = await catalog.ListBucketsAsync(after, BucketsPerPage, cancellationToken);
            foreach (var bucket in page) yield return bucket;
            if (page.Count < BucketsPerPage) yield break;
            after = page[^1].Name;
        }
    }
}
