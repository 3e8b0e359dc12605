using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Index.Catalog;

/// <summary>Buckets and topology over an ordered store. Thread-safe; throws as <see cref="OrderedStore.IOrderedStore"/> does.</summary>
public interface ICatalog
{
    /// <summary>The bucket of this name, or null. Its rules are the latest, which need not be in force: <see cref="BucketRecord.RulesAreInForce"/>.</summary>
    ValueTask<BucketRecord?> GetBucketAsync(string name, CancellationToken cancellationToken);

    /// <summary>The bucket with this id, or null when there is none, any more.</summary>
    ValueTask<BucketRecord?> GetBucketAsync(BucketId id, CancellationToken cancellationToken);

    /// <summary>The bucket of this name with rules that every write obeys, or null. Ends a change of the rules that was cut off, for which all its databases must answer.</summary>
    ValueTask<BucketRecord?> GetBucketInForceAsync(string name, CancellationToken cancellationToken);

    /// <summary>Changes the rules of a bucket. When this returns, every write that begins obeys them, at whichever gateway.</summary>
    /// <param name="bucket">The bucket; another one of the same name is not changed.</param>
    /// <param name="change">Gives the new rules by those and the documents that there are, or null to leave them. Asked again when another was faster with either.</param>
    /// <param name="cancellationToken">Stops between steps; what was begun is ended by whoever next asks for the rules in force, changes them, or deletes the bucket.</param>
    /// <returns>The bucket as it is then, or null when it is gone.</returns>
    ValueTask<BucketRecord?> ChangeRulesAsync(BucketRecord bucket, Func<BucketRules, BucketDocumentSet, BucketRules?> change, CancellationToken cancellationToken);

    /// <summary>Creates a bucket unless the name is taken, charged to the quota of its owner; gives the one that now has the name, and whether it is the new one.</summary>
    ValueTask<(BucketRecord Bucket, bool IsCreated)> CreateBucketAsync(BucketRecord bucket, CancellationToken cancellationToken);

    /// <summary>The documents of the bucket of this name, or null when it has none.</summary>
    ValueTask<BucketDocumentSet?> GetDocumentsAsync(string name, CancellationToken cancellationToken);

    /// <summary>Changes the documents of a bucket in one commit.</summary>
    /// <param name="bucket">The bucket; another one of the same name is not touched.</param>
    /// <param name="change">Makes the new set of the present one by the rules that there are, or gives null to leave it. Asked again when another was faster with either.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The set that is there now, or null when the bucket is gone.</returns>
    /// <exception cref="Core.Errors.StorageException">Refused: the new set has more than <see cref="BucketDocumentSet.BytesMax"/>. Otherwise as the stores throw.</exception>
    ValueTask<BucketDocumentSet?> ChangeDocumentsAsync(BucketRecord bucket, Func<BucketRules, BucketDocumentSet, BucketDocumentSet?> change, CancellationToken cancellationToken);

    /// <summary>Another number after every change of documents of any bucket; 0 before the first.</summary>
    ValueTask<ulong> GetDocumentsStampAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a bucket that holds no object, atomically with the check, so that no object slips in. Uploads that have begun are aborted with it:
    /// their parts become garbage.
    /// </summary>
    ValueTask<BucketDeletion> DeleteBucketAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes what is left of buckets that were deleted more than a day ago. Gives how many rows that were.</summary>
    ValueTask<int> RemoveTombstonesAsync(CancellationToken cancellationToken);

    /// <summary>Buckets in order of their names, those after <paramref name="afterName"/> (empty: from the beginning).</summary>
    ValueTask<IReadOnlyList<BucketRecord>> ListBucketsAsync(string afterName, int limit, CancellationToken cancellationToken);

    /// <summary>Names of buckets in order, those after <paramref name="afterName"/> (empty: from the beginning); also of those whose rows cannot be read.</summary>
    ValueTask<IReadOnlyList<string>> ListBucketNamesAsync(string afterName, int limit, CancellationToken cancellationToken);

    /// <summary>The cluster map; empty with epoch 0 before the first was stored.</summary>
    ValueTask<ClusterMap> GetClusterMapAsync(CancellationToken cancellationToken);

    /// <summary>Stores a map whose epoch is the next after the stored one; false when another came first.</summary>
    ValueTask<bool> TryStoreClusterMapAsync(ClusterMap map, CancellationToken cancellationToken);

    /// <summary>Progress of a background job as bytes of its own format, or null.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetJobStateAsync(string job, CancellationToken cancellationToken);

    /// <summary>
    /// Progress of all background jobs whose names begin with <paramref name="prefix"/>, in order of their names, read page by page as it is asked for. Null stands for
    /// a state whose row is damaged or of a later release.
    /// </summary>
    IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>?>> ListJobStatesAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Stores the progress of a background job.</summary>
    ValueTask StoreJobStateAsync(string job, ReadOnlyMemory<byte> state, CancellationToken cancellationToken);

    /// <summary>Stores several states in one commit; null removes one.</summary>
    ValueTask StoreJobStatesAsync(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>?>> states, CancellationToken cancellationToken);

    /// <summary>Replaces a state only if it is still what was read; for states that several processes write.</summary>
    /// <param name="job">Name of the state.</param>
    /// <param name="expected">What was read; null when there was none.</param>
    /// <param name="state">The new state; null removes it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Whether it was replaced; false when another was faster.</returns>
    ValueTask<bool> TryReplaceJobStateAsync(string job, ReadOnlyMemory<byte>? expected, ReadOnlyMemory<byte>? state, CancellationToken cancellationToken);

    /// <summary>Stores several states in one commit only if one of them is still what was read.</summary>
    /// <param name="job">Name of the state that must not have changed.</param>
    /// <param name="expected">What was read of it; null when there was none.</param>
    /// <param name="states">The new states; null removes one.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Whether they were stored; false when another was faster.</returns>
    ValueTask<bool> TryStoreJobStatesAsync(
        string job, ReadOnlyMemory<byte>? expected, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>?>> states, CancellationToken cancellationToken);
}
