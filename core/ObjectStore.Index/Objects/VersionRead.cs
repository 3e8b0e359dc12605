using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>Reads one version of a key.</summary>
internal static class VersionRead
{
    /// <summary>Times that a null version may be replaced between the read of the head, which says where it is, and the read of its row.</summary>
    private const int AttemptsMax = 16;

    public static async ValueTask<ObjectRecord?> RunAsync(
        Partition partition, BucketId bucket, ObjectKey key, VersionName? version, CancellationToken cancellationToken)
    {
        if (version is { IsNull: false } name)
        {
            var named = await ReadAsync(partition, bucket, key, name.Id, cancellationToken);
            return named is { IsNullVersion: false } ? named : null;
        }

        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var head = await ReadHeadAsync(partition, bucket, key, cancellationToken);
            if (version is null || head is null or { IsNullVersion: true }) return head;
            if (head.NullVersion is not { } id) return null;
            if (await ReadAsync(partition, bucket, key, id, cancellationToken) is { } nullVersion) return nullVersion;
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many writers change the same key.");
    }

    private static async ValueTask<ObjectRecord?> ReadHeadAsync(Partition partition, BucketId bucket, ObjectKey key, CancellationToken cancellationToken)
    {
        var rows = await partition.ReadAsync([RowKeys.Object(bucket, key), RowKeys.Marker(bucket, key)], cancellationToken);
        partition.Heat.CountRead(bucket, key.Utf8, rows[0]?.Value.Length ?? 0);
        return (rows[0] ?? rows[1]) is { } row ? KeyHead.Decode(row) : null;
    }

    private static async ValueTask<ObjectRecord?> ReadAsync(
        Partition partition, BucketId bucket, ObjectKey key, VersionId id, CancellationToken cancellationToken)
    {
        Row? row = await partition.ReadAsync(RowKeys.Version(bucket, key, id), cancellationToken);
        partition.Heat.CountRead(bucket, key.Utf8, row?.Value.Length ?? 0);
        return row is { } present ? KeyHead.Decode(present) : null;
    }
}
