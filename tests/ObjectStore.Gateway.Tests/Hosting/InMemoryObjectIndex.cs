using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>The object index as a plain model in memory: one lock, one sorted map for each kind of row.</summary>
internal sealed class InMemoryObjectIndex : IObjectIndex
{
    private readonly InMemoryCatalog _catalog;
    private readonly SortedDictionary<(BucketId Bucket, ObjectKey Key), ObjectRecord> _objects = new(KeyOrder.Instance);
    private readonly SortedDictionary<(BucketId Bucket, ObjectKey Key, UploadId Id), UploadRecord> _uploads = new(UploadOrder.Instance);
    private readonly Dictionary<UploadId, SortedDictionary<int, PartRecord>> _parts = [];

    public InMemoryObjectIndex(InMemoryCatalog catalog)
    {
        _catalog = catalog;
        catalog.IsEmpty = bucket => !_objects.Keys.Any(row => row.Bucket == bucket);
    }

    /// <summary>Thrown by the next commit instead of applying it.</summary>
    public Exception? FailNextCommit { get; set; }

    public int ObjectCount
    {
        get
        {
            lock (_catalog.Gate) return _objects.Count;
        }
    }

    public int UploadCount
    {
        get
        {
            lock (_catalog.Gate) return _uploads.Count;
        }
    }

    public int PartCount
    {
        get
        {
            lock (_catalog.Gate) return _parts.Values.Sum(parts => parts.Count);
        }
    }

    public ValueTask<ObjectRecord?> GetAsync(BucketId bucket, ObjectKey key, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate) return ValueTask.FromResult(_objects.GetValueOrDefault((bucket, key)));
    }

    public ValueTask<WriteOutcome> PutAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, WriteCondition condition, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate)
        {
            ThrowIfAsked();
            var outcome = Judge(bucket, key, condition);
            if (outcome == WriteOutcome.Applied) _objects[(bucket, key)] = record;
            return ValueTask.FromResult(outcome);
        }
    }

    public ValueTask<WriteOutcome> DeleteAsync(BucketId bucket, ObjectKey key, WriteCondition condition, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate)
        {
            ThrowIfAsked();
            if (!_catalog.Exists(bucket)) return ValueTask.FromResult(WriteOutcome.NoSuchBucket);
            if (!_objects.ContainsKey((bucket, key))) return ValueTask.FromResult(WriteOutcome.NoSuchKey);
            var outcome = Judge(bucket, key, condition);
            if (outcome == WriteOutcome.Applied) _objects.Remove((bucket, key));
            return ValueTask.FromResult(outcome);
        }
    }

    public ValueTask<ObjectListing> ListAsync(BucketId bucket, ObjectListQuery query, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate)
        {
            var objects = new List<ListedObject>();
            var prefixes = new List<ReadOnlyMemory<byte>>();
            var last = ReadOnlyMemory<byte>.Empty;
            foreach (var ((_, key), record) in _objects.Where(row => row.Key.Bucket == bucket))
            {
                if (ListingModel.Place(key.Utf8Memory, query, prefixes) is not { } entry) continue;
                if (objects.Count + prefixes.Count == query.Limit) return ValueTask.FromResult(new ObjectListing(objects, prefixes, true, last));
                last = entry.Text;
                if (entry.IsPrefix) prefixes.Add(entry.Text);
                else objects.Add(Listed(key, record));
            }

            return ValueTask.FromResult(new ObjectListing(objects, prefixes, false, default));
        }
    }

    public ValueTask<WriteOutcome> CreateUploadAsync(BucketId bucket, ObjectKey key, UploadRecord record, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate)
        {
            ThrowIfAsked();
            if (!_catalog.Exists(bucket)) return ValueTask.FromResult(WriteOutcome.NoSuchBucket);
            _uploads[(bucket, key, record.Id)] = record;
            _parts[record.Id] = [];
            return ValueTask.FromResult(WriteOutcome.Applied);
        }
    }

    public ValueTask<UploadRecord?> GetUploadAsync(BucketId bucket, ObjectKey key, UploadId upload, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate) return ValueTask.FromResult(_uploads.GetValueOrDefault((bucket, key, upload)));
    }

    public ValueTask<WriteOutcome> PutPartAsync(
        BucketId bucket, ObjectKey key, UploadId upload, PartRecord part, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate)
        {
            ThrowIfAsked();
            if (!_uploads.ContainsKey((bucket, key, upload))) return ValueTask.FromResult(WriteOutcome.NoSuchUpload);
            _parts[upload][part.PartNumber] = part;
            return ValueTask.FromResult(WriteOutcome.Applied);
        }
    }

    public ValueTask<IReadOnlyList<PartRecord>> ListPartsAsync(
        BucketId bucket, ObjectKey key, UploadId upload, int afterPartNumber, int limit, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate)
        {
            IReadOnlyList<PartRecord> page = _parts.TryGetValue(upload, out var parts)
                ? [.. parts.Values.Where(part => part.PartNumber > afterPartNumber).Take(limit)]
                : [];
            return ValueTask.FromResult(page);
        }
    }

    public ValueTask<UploadListing> ListUploadsAsync(
        BucketId bucket, ObjectListQuery query, UploadId? afterUpload, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate)
        {
            var uploads = new List<KeyValuePair<ObjectKey, UploadRecord>>();
            var prefixes = new List<ReadOnlyMemory<byte>>();
            var last = ReadOnlyMemory<byte>.Empty;
            UploadId? lastUpload = null;
            foreach (var ((_, key, id), record) in _uploads.Where(row => row.Key.Bucket == bucket))
            {
                var isAtMarker = afterUpload is { } after && key.Utf8.SequenceEqual(query.StartAfter.Span) && id > after;
                var judged = isAtMarker ? query with { StartAfter = default } : query;
                if (ListingModel.Place(key.Utf8Memory, judged, prefixes) is not { } entry) continue;
                if (uploads.Count + prefixes.Count == query.Limit)
                    return ValueTask.FromResult(new UploadListing(uploads, prefixes, true, last, lastUpload));
                last = entry.Text;
                lastUpload = entry.IsPrefix ? null : id;
                if (entry.IsPrefix) prefixes.Add(entry.Text);
                else uploads.Add(new(key, record));
            }

            return ValueTask.FromResult(new UploadListing(uploads, prefixes, false, default, null));
        }
    }

    public ValueTask<WriteOutcome> CompleteUploadAsync(
        BucketId bucket,
        ObjectKey key,
        ObjectRecord record,
        IReadOnlyList<KeyValuePair<int, string>> partETags,
        WriteCondition condition,
        CancellationToken cancellationToken)
    {
        lock (_catalog.Gate)
        {
            ThrowIfAsked();
            var upload = record.Upload!.Value;
            if (!_uploads.ContainsKey((bucket, key, upload))) return ValueTask.FromResult(WriteOutcome.NoSuchUpload);
            var parts = _parts[upload];
            if (partETags.Any(part => parts.GetValueOrDefault(part.Key)?.ETag != part.Value)) return ValueTask.FromResult(WriteOutcome.InvalidPart);
            var outcome = Judge(bucket, key, condition);
            if (outcome != WriteOutcome.Applied) return ValueTask.FromResult(outcome);
            _uploads.Remove((bucket, key, upload));
            foreach (var number in parts.Keys.Except(partETags.Select(part => part.Key)).ToList()) parts.Remove(number);
            _objects[(bucket, key)] = record;
            return ValueTask.FromResult(WriteOutcome.Applied);
        }
    }

    public ValueTask<WriteOutcome> AbortUploadAsync(BucketId bucket, ObjectKey key, UploadId upload, CancellationToken cancellationToken)
    {
        lock (_catalog.Gate)
        {
            ThrowIfAsked();
            if (!_uploads.Remove((bucket, key, upload))) return ValueTask.FromResult(WriteOutcome.NoSuchUpload);
            _parts.Remove(upload);
            return ValueTask.FromResult(WriteOutcome.Applied);
        }
    }

    public ValueTask<GarbagePage> ListGarbageAsync(
        ReadOnlyMemory<byte> cursor, DateTimeOffset before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask RemoveGarbageAsync(IReadOnlyList<GarbageEntry> entries, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> IsReferencedAsync(FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static ListedObject Listed(ObjectKey key, ObjectRecord record) => new(
        key, record.Size, record.ETag, record.LastModified, record.OwnerId, record.StorageClass, record.Checksum?.Algorithm ?? 0, record.Checksum?.IsComposite ?? false);

    private WriteOutcome Judge(BucketId bucket, ObjectKey key, WriteCondition condition)
    {
        if (!_catalog.Exists(bucket)) return WriteOutcome.NoSuchBucket;
        return condition.Judge(_objects.GetValueOrDefault((bucket, key))?.ETag);
    }

    private void ThrowIfAsked()
    {
        if (FailNextCommit is not { } exception) return;
        FailNextCommit = null;
        throw exception;
    }

    private sealed class KeyOrder : IComparer<(BucketId Bucket, ObjectKey Key)>
    {
        public static KeyOrder Instance { get; } = new();

        public int Compare((BucketId Bucket, ObjectKey Key) x, (BucketId Bucket, ObjectKey Key) y) =>
            x.Bucket == y.Bucket ? x.Key.CompareTo(y.Key) : x.Bucket.Value.CompareTo(y.Bucket.Value);
    }

    private sealed class UploadOrder : IComparer<(BucketId Bucket, ObjectKey Key, UploadId Id)>
    {
        public static UploadOrder Instance { get; } = new();

        public int Compare((BucketId Bucket, ObjectKey Key, UploadId Id) x, (BucketId Bucket, ObjectKey Key, UploadId Id) y)
        {
            var byKey = KeyOrder.Instance.Compare((x.Bucket, x.Key), (y.Bucket, y.Key));
            return byKey != 0 ? byKey : x.Id.CompareTo(y.Id);
        }
    }
}
