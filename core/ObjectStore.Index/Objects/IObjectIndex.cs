using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Index.Objects;

/// <summary>
/// Objects, multipart uploads and garbage over ordered stores. Every change is one atomic, durable commit, also of what it makes garbage;
/// conflicting changes of one key are retried inside, within bounds.
/// </summary>
/// <remarks>
/// All members are thread-safe and throw <see cref="StorageException"/> as <see cref="OrderedStore.IOrderedStore"/> does. After IndexUnavailable a change
/// may have been applied, so that the stripes that it names must not be deleted; the sweep of orphans finds out.
/// </remarks>
public interface IObjectIndex
{
    /// <summary>The same index, whose changes of objects and versions are told to others: what <paramref name="notices"/> says goes into the outbox in the same commit.</summary>
    /// <param name="notices">Asked by each change. Cheap to make; one for each request.</param>
    IObjectIndex Announcing(IChangeNotices notices);

    /// <summary>The current object, or null.</summary>
    ValueTask<ObjectRecord?> GetAsync(BucketId bucket, ObjectKey key, CancellationToken cancellationToken);

    /// <summary>A version, which may be a delete marker, or null. Without a name it is the current one.</summary>
    ValueTask<ObjectRecord?> GetVersionAsync(BucketId bucket, ObjectKey key, VersionName? version, CancellationToken cancellationToken);

    /// <summary>Makes <paramref name="record"/> the current object, as the bucket's rules are: instead of the one before or as a version beside it. What it replaces becomes garbage.</summary>
    /// <remarks>
    /// A record never shares stripes or an upload with the one that it replaces or covers (ArgumentException): what is said about an object is changed with
    /// <see cref="UpdateAsync"/>.
    /// </remarks>
    /// <returns>Applied, PreconditionFailed, NoSuchKey (If-Match without an object) or NoSuchBucket. With another outcome than Applied, the new record's stripes are still the caller's.</returns>
    ValueTask<WriteResult> PutAsync(BucketId bucket, ObjectKey key, ObjectRecord record, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the quotas that a bucket is charged to have room now for an object that is still to be sent, with what it would replace. Changes nothing and promises nothing: <see cref="PutAsync"/>
    /// judges again. Reads nothing where this process has taken enough from the quotas already, nor in buckets without one.
    /// </summary>
    /// <param name="bucket">The bucket, with its rules as the caller remembers them.</param>
    /// <param name="key">The key.</param>
    /// <param name="draft">The record as it will be, but of no bytes.</param>
    /// <param name="bytes">Bytes that it will have at least.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The outcome of the quota that would refuse a commit now; Applied when none would, and whenever nobody can tell.</returns>
    ValueTask<WriteOutcome> JudgePutAsync(BucketRecord bucket, ObjectKey key, ObjectRecord draft, long bytes, CancellationToken cancellationToken);

    /// <summary>Removes the current object or a version, whose stripes become garbage; or covers the key with a delete marker, as the bucket's rules are.</summary>
    /// <returns>Applied, PreconditionFailed, NoSuchKey, ObjectLocked or NoSuchBucket.</returns>
    ValueTask<WriteResult> DeleteAsync(BucketId bucket, ObjectKey key, ObjectDeletion deletion, CancellationToken cancellationToken);

    /// <summary>Removes a version whose time is over, or covers it with a delete marker, if it still is what was judged. Locks hold.</summary>
    /// <returns>Applied, PreconditionFailed (it is not), NoSuchKey (it is gone), ObjectLocked or NoSuchBucket.</returns>
    ValueTask<WriteResult> ExpireAsync(BucketId bucket, ObjectKey key, ObjectExpiration expiration, CancellationToken cancellationToken);

    /// <summary>Changes what is said about a version; without a name about the current object.</summary>
    /// <returns>Applied, NoSuchKey, IsDeleteMarker, ObjectLocked, NotAllowed, PreconditionFailed, BytesQuotaExceeded or NoSuchBucket.</returns>
    ValueTask<WriteResult> UpdateAsync(BucketId bucket, ObjectKey key, VersionName? version, ObjectUpdate update, CancellationToken cancellationToken);

    /// <summary>Makes a version lie where its bytes have been copied to, if it still is what was copied; its time and everything else stays. What lay elsewhere becomes garbage.</summary>
    /// <returns>Applied, PreconditionFailed (it is not), NoSuchKey (it is gone) or NoSuchBucket. With another outcome than Applied, the copied stripes are still the caller's.</returns>
    ValueTask<WriteOutcome> MoveAsync(BucketId bucket, ObjectKey key, ObjectMove move, CancellationToken cancellationToken);

    /// <summary>The same for a part of a completed upload.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="part">The part as it was copied.</param>
    /// <param name="to">Where it lies from now on; stripes of its own.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Applied, PreconditionFailed (it lies elsewhere by now) or NoSuchUpload (it is gone).</returns>
    ValueTask<WriteOutcome> MovePartAsync(BucketId bucket, ObjectKey key, UploadId upload, PartRecord part, IReadOnlyList<StripeRun> to, CancellationToken cancellationToken);

    /// <summary>Stores a part of the copy of an archived multipart object, while the version says that this copy is being made (<see cref="StoredRestore"/>).</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="version">The version.</param>
    /// <param name="copy">The copy.</param>
    /// <param name="part">The part as it is archived, but with runs of its own.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Applied, AlreadyThere (the copy has the part), PreconditionFailed (the version says something else), NoSuchKey or NoSuchBucket. With another outcome than Applied, the stripes are still the caller's.</returns>
    ValueTask<WriteOutcome> PutRestoredPartAsync(BucketId bucket, ObjectKey key, VersionName version, UploadId copy, PartRecord part, CancellationToken cancellationToken);

    /// <summary>One page of versions and delete markers.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="query">As for objects; StartAfter is the key marker.</param>
    /// <param name="afterVersion">
    /// With it, versions of the key equal to the marker that are older than this one are included too. It need not be there any more; but where the null
    /// version is, nobody knows when it is gone, and all versions of the key are listed.
    /// </param>
    /// <param name="cancellationToken">Stops the listing.</param>
    ValueTask<VersionListing> ListVersionsAsync(BucketId bucket, ObjectListQuery query, VersionName? afterVersion, CancellationToken cancellationToken);

    /// <summary>One page of current objects.</summary>
    ValueTask<ObjectListing> ListAsync(BucketId bucket, ObjectListQuery query, CancellationToken cancellationToken);

    /// <summary>Begins an upload. Applied or NoSuchBucket.</summary>
    ValueTask<WriteOutcome> CreateUploadAsync(BucketId bucket, ObjectKey key, UploadRecord record, CancellationToken cancellationToken);

    /// <summary>An upload that has begun and has neither been completed nor aborted, or null.</summary>
    ValueTask<UploadRecord?> GetUploadAsync(BucketId bucket, ObjectKey key, UploadId upload, CancellationToken cancellationToken);

    /// <summary>Stores a part, replacing one with the same number (whose stripes become garbage). Applied or NoSuchUpload.</summary>
    ValueTask<WriteOutcome> PutPartAsync(BucketId bucket, ObjectKey key, UploadId upload, PartRecord part, CancellationToken cancellationToken);

    /// <summary>The same as <see cref="JudgePutAsync"/> for a part, with the one that it would replace.</summary>
    ValueTask<WriteOutcome> JudgePutPartAsync(BucketRecord bucket, ObjectKey key, UploadId upload, PartRecord draft, long bytes, CancellationToken cancellationToken);

    /// <summary>
    /// Part rows of an upload, begun or completed, ascending from the number after <paramref name="afterPartNumber"/>. Fewer than
    /// <paramref name="limit"/> mean that there are no more.
    /// </summary>
    ValueTask<IReadOnlyList<PartRecord>> ListPartsAsync(
        BucketId bucket, ObjectKey key, UploadId upload, int afterPartNumber, int limit, CancellationToken cancellationToken);

    /// <summary>One page of uploads that have begun, by key, then initiation time.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="query">As for objects; StartAfter is the key marker.</param>
    /// <param name="afterUpload">With it, uploads of the key equal to the marker that come after this one are included too.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    ValueTask<UploadListing> ListUploadsAsync(BucketId bucket, ObjectListQuery query, UploadId? afterUpload, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the upload's parts the current object: the upload row goes, the part rows stay, parts that <paramref name="record"/> does not name and
    /// the object that is replaced become garbage.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="record">Names the upload and its part spans.</param>
    /// <param name="partETags">Entity tag of every part that the record names, ascending by number; judged against the part rows in the same commit.</param>
    /// <param name="condition">Condition on the current object.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Applied, NoSuchUpload, InvalidPart, PreconditionFailed, NoSuchKey, ObjectLocked or NoSuchBucket.</returns>
    ValueTask<WriteResult> CompleteUploadAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, IReadOnlyList<KeyValuePair<int, string>> partETags, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>Ends an upload; its parts become garbage. Applied or NoSuchUpload.</summary>
    ValueTask<WriteOutcome> AbortUploadAsync(BucketId bucket, ObjectKey key, UploadId upload, CancellationToken cancellationToken);

    /// <summary>A page of garbage that was queued before <paramref name="before"/>, from <paramref name="cursor"/> (empty: from the beginning) on.</summary>
    ValueTask<GarbagePage> ListGarbageAsync(ReadOnlyMemory<byte> cursor, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Removes garbage rows whose stripes have been deleted, together with the part rows of the uploads that they name.</summary>
    ValueTask RemoveGarbageAsync(IReadOnlyList<GarbageEntry> entries, CancellationToken cancellationToken);

    /// <summary>Whether a row, or a garbage row that is still to be worked off, names this stripe.</summary>
    /// <exception cref="StorageException">CorruptIndex: a row that may name it cannot be read, so that nobody can say.</exception>
    ValueTask<bool> IsReferencedAsync(FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken);
}
