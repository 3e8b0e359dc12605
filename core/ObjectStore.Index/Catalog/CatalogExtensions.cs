using System.Runtime.CompilerServices;

namespace ObjectStore.Index.Catalog;

/// <summary>What is made of the catalog's own operations.</summary>
public static class CatalogExtensions
{
    /// <summary>Guess: a page is one round trip, and as much as is held at once.</summary>
    private const int BucketsPerPage = 500;

    /// <summary>Changes the rules of a bucket, whatever documents it has.</summary>
    /// <inheritdoc cref="ICatalog.ChangeRulesAsync"/>
    public static ValueTask<BucketRecord?> ChangeRulesAsync(this ICatalog catalog, BucketRecord bucket, Func<BucketRules, BucketRules?> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.ChangeRulesAsync(bucket, (rules, _) => change(rules), cancellationToken);
    }

    /// <summary>Changes the documents of a bucket in one commit, whatever its rules are.</summary>
    /// <inheritdoc cref="ICatalog.ChangeDocumentsAsync"/>
    public static ValueTask<BucketDocumentSet?> ChangeDocumentsAsync(
        this ICatalog catalog, BucketRecord bucket, Func<BucketDocumentSet, BucketDocumentSet?> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.ChangeDocumentsAsync(bucket, (_, documents) => change(documents), cancellationToken);
    }

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
