using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Databases;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Verification;

/// <summary>Looks at the rows of one database, one by one in their order.</summary>
internal sealed class RowCheck(IndexDatabase catalog, IndexDatabase database, Ownership ownership, StripeCheck stripes, IIndexVerifyObserver observer)
{
    private readonly BucketRows _buckets = new(catalog);
    private readonly IOrderedStore _store = database.Store;
    private (BucketId Id, bool Exists)? _bucket;
    private (BucketId Bucket, ObjectKey Key)? _key;
    private (BucketId Bucket, ObjectKey Key, UploadId Upload, bool IsGarbage)? _upload;

    public ValueTask CheckAsync(Row row, CancellationToken cancellationToken) => row.Key.Span[0] switch
    {
        RowFamily.Object or RowFamily.Upload or RowFamily.Part or RowFamily.Garbage or RowFamily.Version or RowFamily.Restore or RowFamily.Outbox => CheckOwnedAsync(row, cancellationToken),
        RowFamily.Fence => CheckFenceAsync(row, cancellationToken),
        RowFamily.ClusterMap => CheckClusterMapAsync(row, cancellationToken),
        RowFamily.Change => default,
        _ => CanDecode(row) ? default : FindAsync(FindingKind.UndecodableRow, row, FamilyOf(row), cancellationToken),
    };

    private bool CanDecode(Row row) => row.Key.Span[0] switch
    {
        RowFamily.BucketDocuments => BucketDocumentsCodec.TryDecode(row, out _),
        RowFamily.Bucket => BucketCodec.TryDecode(row, catalog.Name, out _),
        RowFamily.JobState => JobStateCodec.TryDecode(row.Key.Span, row.Value, out _),
        RowFamily.Partition => PartitionCodec.TryDecode(row, out _),
        RowFamily.Heat => HeatCodec.TryDecode(row.Key.Span, row.Value.Span, out _),
        RowFamily.Discarded => DiscardedRange.TryDecode(row, out _),
        RowFamily.DatabaseIdentity => DatabaseIdentity.TryDecode(row, out _),
        RowFamily.Keymap => KeymapCodec.TryDecode(row, out _),
        RowFamily.MoveProgress => MoveProgress.TryDecode(row, out _),
        RowFamily.Quota or RowFamily.OwnerQuota => QuotaCodec.CanDecode(row),
        RowFamily.Tombstone => Tombstone.TryDecode(row, out _),
        _ => false,
    };

    private async ValueTask CheckOwnedAsync(Row row, CancellationToken cancellationToken)
    {
        if (row.Key.Length < RowKeys.BucketPrefixBytes)
        {
            await FindAsync(FindingKind.UndecodableRow, row, FamilyOf(row), cancellationToken);
            return;
        }

        var position = RowKeys.PositionOf(row.Key.Span);
        if (!ownership.Allows(position))
        {
            await ownership.RefreshAsync(cancellationToken);
            if (!ownership.Allows(position) && await IsStillThereAsync(row, cancellationToken))
                await FindAsync(FindingKind.UnownedRow, row, FamilyOf(row), cancellationToken);
            return;
        }

        // What waits to be deleted, or is still being copied here, is judged where it is served.
        if (!ownership.Serves(position)) return;
        switch (row.Key.Span[0])
        {
            case RowFamily.Object:
                await CheckObjectAsync(row, cancellationToken);
                break;
            case RowFamily.Version:
                await CheckVersionAsync(row, cancellationToken);
                break;
            case RowFamily.Part:
                await CheckPartAsync(row, cancellationToken);
                break;
            case RowFamily.Upload:
                await CheckUploadAsync(row, cancellationToken);
                break;
            default:
                if (!CanDecodeQueued(row)) await FindAsync(FindingKind.UndecodableRow, row, FamilyOf(row), cancellationToken);
                break;
        }
    }

    /// <summary>Of rows that wait for a job, and are worked off by it: that they can be read is all that is asked.</summary>
    private static bool CanDecodeQueued(Row row) => row.Key.Span[0] switch
    {
        RowFamily.Restore => RestoreEntryCodec.TryDecode(row.Key.Span, row.Value.Span, out _),
        RowFamily.Outbox => OutboxCodec.TryDecode(row, out _),
        _ => GarbageCodec.TryDecode(row.Key, row.Value.Span, out _),
    };

    private async ValueTask CheckObjectAsync(Row row, CancellationToken cancellationToken)
    {
        if (!ObjectCodec.TryDecode(row.Key.Span, row.Value.Span, out var record) || !ObjectKey.TryCreate(row.Key[RowKeys.BucketPrefixBytes..], out var key))
        {
            await FindAsync(FindingKind.UndecodableRow, row, FamilyOf(row), cancellationToken);
            return;
        }

        var bucket = RowKeys.BucketOf(row.Key.Span);
        await CheckBucketAsync(FindingKind.ObjectWithoutBucket, row, bucket, cancellationToken);

        // What has a version is a copy of that version's row, which is looked at itself.
        if (record.Version.IsNone) await CheckBytesAsync(row, bucket, key, record, cancellationToken);
        else await CheckHeadAsync(row, bucket, key, record, cancellationToken);
    }

    private async ValueTask CheckVersionAsync(Row row, CancellationToken cancellationToken)
    {
        if (!ObjectCodec.TryDecode(row.Key.Span, row.Value.Span, out var record) || !RowKeys.TryReadVersion(row.Key.Span, out var key, out var version)
            || (version.IsNone ? !record.IsDeleteMarker : version != record.Version))
        {
            await FindAsync(FindingKind.UndecodableRow, row, FamilyOf(row), cancellationToken);
            return;
        }

        var bucket = RowKeys.BucketOf(row.Key.Span);
        await CheckBucketAsync(FindingKind.ObjectWithoutBucket, row, bucket, cancellationToken);
        if (version.IsNone) await CheckHeadAsync(row, bucket, key, record, cancellationToken);
        else await CheckHasHeadAsync(row, bucket, key, cancellationToken);
        await CheckBytesAsync(row, bucket, key, record, cancellationToken);
    }

    /// <summary>The current version is a copy of its own row, names a null version that is there, and is the only one. All is read at one moment, and the row with it.</summary>
    private async ValueTask CheckHeadAsync(Row row, BucketId bucket, ObjectKey key, ObjectRecord record, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> own = RowKeys.Version(bucket, key, record.Version);
        var nullVersion = record.NullVersion is { } id ? RowKeys.Version(bucket, key, id) : own;
        ReadOnlyMemory<byte> otherHead = record.IsDeleteMarker ? RowKeys.Object(bucket, key) : RowKeys.Marker(bucket, key);
        var rows = await _store.ReadAsync([row.Key, own, nullVersion, otherHead], cancellationToken);
        if (rows[0]?.Revision != row.Revision || (rows[1] is not null && rows[2] is not null && rows[3] is null) || !await IsServedAsync(row, cancellationToken)) return;
        if (rows[1] is null) await FindAsync(FindingKind.ObjectWithoutVersion, row, $"Version {record.Version}.", cancellationToken);
        if (rows[2] is null && record.NullVersion is not null) await FindAsync(FindingKind.MissingNullVersion, row, $"Version {record.NullVersion}.", cancellationToken);

        // Told of once, with the delete marker.
        if (rows[3] is not null && record.IsDeleteMarker) await FindAsync(FindingKind.TwoCurrentVersions, row, $"Version {record.Version}.", cancellationToken);
    }

    /// <summary>Versions of one key follow one another, so that each key is asked for once.</summary>
    private async ValueTask CheckHasHeadAsync(Row row, BucketId bucket, ObjectKey key, CancellationToken cancellationToken)
    {
        if (_key == (bucket, key)) return;
        var rows = await _store.ReadAsync([row.Key, RowKeys.Object(bucket, key), RowKeys.Marker(bucket, key)], cancellationToken);
        if (rows[0] is null) return;
        _key = (bucket, key);
        if (rows[1] is null && rows[2] is null && await IsServedAsync(row, cancellationToken))
            await FindAsync(FindingKind.VersionsWithoutCurrent, row, "Neither an object nor a delete marker.", cancellationToken);
    }

    private async ValueTask CheckBytesAsync(Row row, BucketId bucket, ObjectKey key, ObjectRecord record, CancellationToken cancellationToken)
    {
        if (record.Restore is { Until: not null }) await CheckBytesAsync(row, bucket, key, record.ToRead() with { Restore = null }, cancellationToken);
        foreach (var run in record.Runs) await stripes.AddAsync(database, row, run, cancellationToken);
        if (record.Upload is { } upload && !await HasPartsAsync(bucket, key, upload, record, cancellationToken)
            && await IsStillThereAsync(row, cancellationToken) && await IsServedAsync(row, cancellationToken))
            await FindAsync(FindingKind.MissingParts, row, $"Upload {upload}.", cancellationToken);
    }

    /// <summary>Whether there are all parts of which a reader takes bytes: of the size that the record says, encrypted exactly if it is, and compressed only if it is.</summary>
    private async ValueTask<bool> HasPartsAsync(BucketId bucket, ObjectKey key, UploadId upload, ObjectRecord record, CancellationToken cancellationToken)
    {
        var prefix = RowKeys.Parts(bucket, key, upload);
        var rows = await _store.ScanAsync(new KeyRange(prefix, RowKeys.PrefixEnd(prefix)), PartRows.PartCountMax, reverse: false, cancellationToken);
        var sizes = new Dictionary<int, long>();
        foreach (var row in rows)
        {
            if (PartCodec.TryDecode(row.Key.Span, row.Value.Span, out var part) && part.Salt.IsEmpty == record.Encryption is null && (part.Compression is null || record.Compression is not null)) sizes[part.PartNumber] = part.Size;
        }

        return record.Parts.All(span => Enumerable.Range(span.FirstPartNumber, span.PartCount).All(number => sizes.TryGetValue(number, out var size) && size == span.PartBytes));
    }

    private async ValueTask CheckPartAsync(Row row, CancellationToken cancellationToken)
    {
        if (!PartCodec.TryDecode(row.Key.Span, row.Value.Span, out var part)
            || !RowKeys.TryReadEscapedKey(row.Key.Span, out var key, out var rest) || rest.Length != UploadId.Size + sizeof(ushort))
        {
            await FindAsync(FindingKind.UndecodableRow, row, FamilyOf(row), cancellationToken);
            return;
        }

        var isGarbage = await IsGarbageAsync(row, key, UploadId.Read(row.Key.Span[^(UploadId.Size + sizeof(ushort))..]), cancellationToken);
        if (isGarbage) return;
        foreach (var run in part.Runs) await stripes.AddAsync(database, row, run, cancellationToken);
    }

    /// <summary>
    /// Part rows live exactly as long as an upload, a current object, a version or a garbage row names their upload, or the restored copy that they are of. A name only moves on in that order, each time in
    /// one commit, and is asked for in that order, so that none is missed. The fragments of garbage are deleted before its rows, so that nobody asks for them.
    /// </summary>
    private async ValueTask<bool> IsGarbageAsync(Row row, ObjectKey key, UploadId upload, CancellationToken cancellationToken)
    {
        var bucket = RowKeys.BucketOf(row.Key.Span);
        if (_upload is { } known && (known.Bucket, known.Key, known.Upload) == (bucket, key, upload)) return known.IsGarbage;
        if (await IsLiveAsync(bucket, key, upload, cancellationToken))
        {
            _upload = (bucket, key, upload, false);
            return false;
        }

        var rows = await _store.ReadAsync([row.Key, RowKeys.Garbage(bucket, key, upload)], cancellationToken);
        if (rows[1] is not null) _upload = (bucket, key, upload, true);
        else if (rows[0] is not null && await IsServedAsync(row, cancellationToken)) await FindAsync(FindingKind.PartWithoutUpload, row, $"Upload {upload}.", cancellationToken);
        return rows[0] is null || rows[1] is not null;
    }

    private async ValueTask<bool> IsLiveAsync(BucketId bucket, ObjectKey key, UploadId upload, CancellationToken cancellationToken)
    {
        var objectKey = RowKeys.Object(bucket, key);
        var rows = await _store.ReadAsync([RowKeys.Upload(bucket, key, upload), objectKey], cancellationToken);
        if (rows[0] is not null) return true;
        try
        {
            if (rows[1] is { } current && KeyHead.Decode(current).NamesParts(upload)) return true;
            return await VersionSearch.AnyAsync(ScanAsync, bucket, key, upload.CreatedAt, version => version.NamesParts(upload), cancellationToken);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptIndex)
        {
            // A damaged row of the key is a finding of its own, and may be what names the upload.
            return true;
        }
    }

    private ValueTask CheckUploadAsync(Row row, CancellationToken cancellationToken) =>
        UploadCodec.TryDecode(row.Key.Span, row.Value.Span, out var upload)
            ? CheckBucketAsync(FindingKind.UploadWithoutBucket, row, RowKeys.BucketOf(row.Key.Span), cancellationToken)
            : FindAsync(FindingKind.UndecodableRow, row, FamilyOf(row), cancellationToken);

    /// <summary>Rows of one bucket follow one another, so that each bucket is asked for once. The row is read again after the bucket, which outlives it.</summary>
    private async ValueTask CheckBucketAsync(FindingKind kind, Row row, BucketId id, CancellationToken cancellationToken)
    {
        if (_bucket is not { } known || known.Id != id)
            _bucket = known = (id, await ExistsAsync(id, cancellationToken));
        if (!known.Exists && await IsStillThereAsync(row, cancellationToken)) await FindAsync(kind, row, $"Bucket {id}.", cancellationToken);
    }

    private async ValueTask<bool> ExistsAsync(BucketId id, CancellationToken cancellationToken)
    {
        try
        {
            return await _buckets.ReadAsync(id, cancellationToken) is not null;
        }
        catch (StorageException exception) when (exception.IsUnreadable)
        {
            // A row of the bucket that cannot be read is a finding of its own; it says nothing against what lies in the bucket.
            return true;
        }
    }

    /// <summary>The first row stands for all: its pages are looked at with it.</summary>
    private async ValueTask CheckClusterMapAsync(Row row, CancellationToken cancellationToken)
    {
        if (row.Key.Length > 1) return;
        var rows = await _store.ScanAsync(RowKeys.AllOf(RowFamily.ClusterMap), ClusterMapRows.RowsMax, reverse: false, cancellationToken);
        if (!ClusterMapRows.TryDecode(rows, out _)) await FindAsync(FindingKind.UndecodableRow, row, FamilyOf(row), cancellationToken);
    }

    private async ValueTask CheckFenceAsync(Row row, CancellationToken cancellationToken)
    {
        if (row.Key.Length != RowKeys.BucketPrefixBytes || !BucketCodec.TryDecodeFence(row, out var fence))
        {
            await FindAsync(FindingKind.UndecodableRow, row, FamilyOf(row), cancellationToken);
            return;
        }

        var id = RowKeys.BucketOf(row.Key.Span);
        var bucketRow = await catalog.Store.ReadAsync(RowKeys.Bucket(fence.Name), cancellationToken);
        if (bucketRow is { } present && !BucketCodec.TryDecode(present, catalog.Name, out _)) return;
        var isKnown = bucketRow is { } found && BucketCodec.TryDecode(found, catalog.Name, out var bucket)
            && bucket.Bucket.Id == id && bucket.Databases.Contains(database.Name);
        if (!isKnown && await IsStillThereAsync(row, cancellationToken)) await FindAsync(FindingKind.FenceWithoutBucket, row, $"Bucket {id}.", cancellationToken);
    }

    private ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
        _store.ScanAsync(range, limit, reverse, cancellationToken);

    private async ValueTask<bool> IsStillThereAsync(Row row, CancellationToken cancellationToken) =>
        await _store.ReadAsync(row.Key, cancellationToken) is { } now && now.Revision == row.Revision;

    /// <summary>Whether the database serves the row now: the rows of a partition that has been moved away since the beginning are deleted one after another.</summary>
    private async ValueTask<bool> IsServedAsync(Row row, CancellationToken cancellationToken)
    {
        await ownership.RefreshAsync(cancellationToken);
        return ownership.Serves(RowKeys.PositionOf(row.Key.Span));
    }

    private ValueTask FindAsync(FindingKind kind, Row row, string detail, CancellationToken cancellationToken) =>
        observer.FoundAsync(Of(kind, database, row, detail), cancellationToken);

    /// <summary>A finding about a row; what its key says of bucket and object key goes with it.</summary>
    public static IndexFinding Of(FindingKind kind, IndexDatabase database, Row row, string detail)
    {
        var hasPosition = RowFamily.OfPartitions.Contains(row.Key.Span[0]) && row.Key.Length >= RowKeys.BucketPrefixBytes;
        var position = hasPosition ? RowKeys.PositionOf(row.Key.Span) : default;
        return new IndexFinding(kind, database.Name, detail, hasPosition ? position.Bucket : null, position.Key);
    }

    private static string FamilyOf(Row row) => row.Key.Span[0] is > 0x20 and < 0x7F ? $"Family '{(char)row.Key.Span[0]}'." : $"Family 0x{row.Key.Span[0]:x2}.";
}
