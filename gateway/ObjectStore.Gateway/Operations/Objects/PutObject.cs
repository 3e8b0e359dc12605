using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Fragments;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>PUT of an object: the body becomes stripes, then one commit makes them the current object.</summary>
internal sealed class PutObject(
    IObjectIndex index, IObjectData data, ObjectCommits commits, ObjectBodies bodies, ObjectOwners owners, BucketDirectory buckets, GatewayMetrics metrics, TimeProvider time)
    : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var headers = context.Request.Headers;
        if (ObjectHeaders.TryParse(headers, out var parsed) is { } error) return error;
        if (WriteConditions.TryParse(headers, out var condition) is { } conditionError) return conditionError;
        if (owners.TryDecide(context, out var objectOwner) is { } aclError) return aclError;
        var (extras, extrasError) = await WriteExtras.ReadAsync(context, buckets, time);
        if (extrasError is not null) return extrasError;
        await using var body = bodies.OpenObject(context);
        if (await JudgeEarlyAsync(context, condition) is { } early) return early;

        var owner = new FragmentOwner(context.Bucket.Id, context.Key, Upload: null, PartNumber: 0);
        var runs = await data.WriteAsync(new RequestBodySource(body), owner, context.Aborted);
        var digests = body.Digests;
        metrics.Received(digests.LengthBytes);
        var record = new ObjectRecord
        {
            Size = digests.LengthBytes,
            ETag = Convert.ToHexStringLower(digests.Md5.Span),
            LastModified = CommitTime.Now(time),
            OwnerId = objectOwner.UserId,
            Metadata = ObjectAcl.Put(parsed.Metadata, objectOwner.Acl),
            Checksum = StoredChecksums.Of(digests.Checksum),
            Runs = runs,
            Tags = extras.Tags,
            Retention = extras.Retention,
            HasLegalHold = extras.HasLegalHold,
        };
        if (await commits.PutAsync(context, record, condition) is { } refused) return refused;
        context.Response.Headers.ETag = EntityTags.Quote(record.ETag);
        StoredChecksums.AddHeaders(context.Response.Headers, record.Checksum, partCount: 1);
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    /// <summary>A write that cannot succeed now is refused before its body is asked for; the commit judges again.</summary>
    private async ValueTask<S3Error?> JudgeEarlyAsync(S3Context context, WriteCondition condition) => condition == WriteCondition.None
        ? null
        : WriteConditions.Judge(condition, await index.GetAsync(context.Bucket.Id, context.Key, context.Aborted), context);
}
