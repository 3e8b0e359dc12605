using System.Runtime.CompilerServices;
using ObjectStore.Core.Errors;

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
    /// <exception cref="StorageException">As the stores throw.</exception>
    public static IAsyncEnumerable<BucketRecord> ListBucketsAsync(this ICatalog catalog, string afterName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ListAsync((after, token) => catalog.ListBucketsAsync(after, BucketsPerPage, token), static bucket => bucket.Name, afterName, cancellationToken);
    }

    /// <summary>Names of all buckets in order, those after <paramref name="afterName"/> (empty: from the beginning), also of those whose rows cannot be read.</summary>
    /// <exception cref="StorageException">As the stores throw.</exception>
    public static IAsyncEnumerable<string> ListBucketNamesAsync(this ICatalog catalog, string afterName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ListAsync((after, token) => catalog.ListBucketNamesAsync(after, BucketsPerPage, token), static name => name, afterName, cancellationToken);
    }

    /// <summary>All buckets in order of their names, those after <paramref name="afterName"/> (empty: from the beginning), but for those whose rows cannot be read; of them <paramref name="report"/> is told.</summary>
    /// <exception cref="StorageException">As the stores throw.</exception>
    public static async IAsyncEnumerable<BucketRecord> ListReadableBucketsAsync(
        this ICatalog catalog, string afterName, Action<string, StorageException> report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(report);
        for (var after = afterName; ;)
        {
            var (last, buckets) = await ReadPageAsync(catalog, after, report, cancellationToken);
            foreach (var bucket in buckets) yield return bucket;
            if (last is null) yield break;
            after = last;
        }
    }

    /// <summary>A page of those that can be read. The name is where the next page begins; null with the last.</summary>
    private static async ValueTask<(string? Last, IReadOnlyList<BucketRecord> Buckets)> ReadPageAsync(
        ICatalog catalog, string after, Action<string, StorageException> report, CancellationToken cancellationToken)
    {
        try
        {
            var page = await catalog.ListBucketsAsync(after, BucketsPerPage, cancellationToken);
            return (page.Count < BucketsPerPage ? null : page[^1].Name, page);
        }
        catch (StorageException exception) when (exception.IsUnreadable)
        {
            var names = await catalog.ListBucketNamesAsync(after, BucketsPerPage, cancellationToken);
            return (names.Count < BucketsPerPage ? null : names[^1], await ReadOneByOneAsync(catalog, names, report, cancellationToken));
        }
    }

    private static async ValueTask<IReadOnlyList<BucketRecord>> ReadOneByOneAsync(
        ICatalog catalog, IReadOnlyList<string> names, Action<string, StorageException> report, CancellationToken cancellationToken)
    {
        var buckets = new List<BucketRecord>(names.Count);
        foreach (var name in names)
        {
            try
            {
                if (await catalog.GetBucketAsync(name, cancellationToken) is { } bucket) buckets.Add(bucket);
            }
            catch (StorageException exception) when (exception.IsUnreadable)
            {
                report(name, exception);
            }
        }

        return buckets;
    }

    private static async IAsyncEnumerable<T> ListAsync<T>(
        Func<string, CancellationToken, ValueTask<IReadOnlyList<T>>> readPageAsync, Func<T, string> nameOf, string afterName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = afterName; ;)
        {
            var page = await readPageAsync(after, cancellationToken);
            foreach (var item in page) yield return item;
            if (page.Count < BucketsPerPage) yield break;
            after = nameOf(page[^1]);
        }
    }
}
