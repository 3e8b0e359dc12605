using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Finds objects and their versions, strongly consistent although buckets are remembered.</summary>
internal sealed class ObjectLookup(IObjectIndex index, BucketDirectory buckets, Authorizer authorizer)
{
    /// <summary>Times that a name may change hands while one request looks.</summary>
    private const int AttemptsMax = 4;

    /// <summary>The version that the request names, or NoSuchKey, NoSuchVersion, MethodNotAllowed (a delete marker), NoSuchBucket, AccessDenied.</summary>
    public async ValueTask<(ObjectRecord? Object, S3Error? Error)> FindAsync(S3Context context)
    {
        if (VersionIds.TryParse(context.Query[VersionIds.Parameter], out var version) is { } error) return (null, error);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var record = await ReadAsync(context.Bucket.Id, context.Key, version, context.Aborted);
            if (record is not null) return Judge(context, record);
            var (isSame, bucketError) = await buckets.ConfirmAsync(context);
            if (bucketError is not null) return (null, bucketError);
            if (!isSame) continue;
            if (!authorizer.MayList(context, context.Entry, context.Key)) return (null, new S3Error(S3ErrorCode.AccessDenied));
            if (version is { } name) return (null, VersionIds.NoSuchVersion(context.Key.ToString(), name));

            // Only here, where there is nothing to send, is it worth a read to say that a delete marker covers the key.
            var head = context.Bucket.Rules.HasVersions ? await index.GetVersionAsync(context.Bucket.Id, context.Key, null, context.Aborted) : null;
            if (head is null or { IsDeleteMarker: true }) return (null, head is null || ReadsObject(context) ? NoSuchKey(context.Key, head) : MarkerError(context, head));
        }

        return (null, new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    /// <summary>An object in another bucket, which is given with it.</summary>
    public async ValueTask<(BucketRecord? Bucket, ObjectRecord? Object, S3Error? Error)> FindSourceAsync(S3Context context, CopySource source, VersionName? version)
    {
        var (entry, error) = await buckets.FindAsync(source.Bucket, context.Aborted);
        for (var attempt = 0; attempt < AttemptsMax && entry is not null; attempt++)
        {
            var record = await ReadAsync(entry.Bucket.Id, source.Key, version, context.Aborted);
            if (record is not null) return JudgeSource(context, entry, source, record);

            var known = entry.Bucket.Id;
            (entry, error) = await buckets.ReadAsync(source.Bucket, context.Aborted);
            if (entry?.Bucket.Id != known) continue;
            if (!authorizer.MayList(context, entry, source.Key)) return (null, null, new S3Error(S3ErrorCode.AccessDenied));
            return (null, null, version is { } name ? VersionIds.NoSuchVersion(source.Key.ToString(), name) : NoSuchKey(source.Key));
        }

        return (null, null, error ?? new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    /// <summary>That there is a delete marker is told to who may list the key or read the version.</summary>
    private (ObjectRecord? Object, S3Error? Error) Judge(S3Context context, ObjectRecord record)
    {
        var denied = authorizer.AuthorizeRead(context, record) ?? context.Access.Judge(record);
        if (!record.IsDeleteMarker) return denied is null ? (record, null) : (null, denied);
        return (null, denied is null || authorizer.MayList(context, context.Entry, context.Key) ? MarkerError(context, record) : denied);
    }

    private (BucketRecord? Bucket, ObjectRecord? Object, S3Error? Error) JudgeSource(S3Context context, BucketEntry entry, CopySource source, ObjectRecord record)
    {
        var denied = authorizer.AuthorizeSource(context, entry, source.Key, source.VersionId, record.Tags).Judge(record);
        if (record.IsDeleteMarker) return (null, null, denied is null || authorizer.MayList(context, entry, source.Key) ? MarkerSource() : denied);
        var copiesTags = record.Tags.Count > 0 && CopySources.KeepsTags(context);
        if (denied is null && copiesTags && !authorizer.MayReadSourceTags(context, entry, source.Key, source.VersionId, record.Tags)) denied = new S3Error(S3ErrorCode.AccessDenied);
        return denied is null ? (entry.Bucket, record, null) : (null, null, denied);
    }

    /// <summary>The error for a key without an object; it may have a delete marker.</summary>
    public static S3Error NoSuchKey(ObjectKey key, ObjectRecord? marker = null) => new(S3ErrorCode.NoSuchKey)
    {
        Fields = [new("Key", key.ToString())],
        Headers = marker is null ? [] : VersionIds.MarkerHeaders(marker),
    };

    /// <summary>The error of an update of a key without an object: with a delete marker there is something, but nothing that could be updated.</summary>
    public static async ValueTask<S3Error> AbsentAsync(IObjectIndex index, S3Context context)
    {
        var head = context.Bucket.Rules.HasVersions ? await index.GetVersionAsync(context.Bucket.Id, context.Key, null, context.Aborted) : null;
        return head is { IsDeleteMarker: true } ? MarkerError(context, head) : NoSuchKey(context.Key);
    }

    /// <summary>Whether the request is about an object, which a key with a delete marker has not, and not about what is said of a version (as AWS tells the two apart: an access control list is read of the one and set on the other).</summary>
    private static bool ReadsObject(S3Context context) =>
        context.Operation is S3Operation.GetObject or S3Operation.HeadObject or S3Operation.GetObjectAttributes or S3Operation.GetObjectAcl or S3Operation.RestoreObject;

    private ValueTask<ObjectRecord?> ReadAsync(BucketId bucket, ObjectKey key, VersionName? version, CancellationToken cancellationToken) =>
        version is null ? index.GetAsync(bucket, key, cancellationToken) : index.GetVersionAsync(bucket, key, version, cancellationToken);

    private static S3Error MarkerError(S3Context context, ObjectRecord marker) => new(S3ErrorCode.MethodNotAllowed)
    {
        Fields = [new("Method", context.Request.Method), new("ResourceType", "DeleteMarker")],
        Headers = [.. VersionIds.MarkerHeaders(marker), new("Allow", HttpMethods.Delete)],
    };

    private static S3Error MarkerSource() =>
        new(S3ErrorCode.InvalidRequest, "The source of a copy request may not specifically refer to a delete marker by version id.");
}
