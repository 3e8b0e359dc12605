using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Fragments;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>PUT of an object: the body becomes stripes, then one commit makes them the current object.</summary>
internal sealed class PutObject(
    ObjectWrites writes, ObjectCommits commits, ObjectBodies bodies, WriteTermsReader reader, RoomCheck room, GatewayMetrics metrics) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (WriteConditions.TryParse(context.Request.Headers, out var condition) is { } conditionError) return conditionError;
        var (terms, error) = await reader.ReadAsync(context);
        if (terms is null) return error;
        using var ownedTerms = terms;
        await using var body = bodies.OpenObject(context);
        if (await commits.JudgeEarlyAsync(context, condition) is { } early) return early;
        if (await room.CheckObjectAsync(context, terms, body.DecodedLength ?? 0) is { } noRoom) return noRoom;

        var owner = new FragmentOwner(context.Bucket.Id, context.Key, Upload: null, PartNumber: 0);
        var stored = await writes.WriteAsync(new RequestBodySource(body, context), owner, terms.StorageClass, terms.Key, terms.Compresses, context.Aborted);
        var digests = body.Digests;
        metrics.Received(digests.LengthBytes);
        var written = new WrittenBytes(
            digests.LengthBytes, WriteKey.ETagOf(terms.Key, Convert.ToHexStringLower(digests.Md5.Span)), StoredChecksums.Of(digests.Checksum), stored);
        var (record, refused) = await commits.PutAsync(context, terms, written, condition);
        if (record is null) return refused;
        context.Response.Headers.ETag = EntityTags.Quote(record.ETag);
        EncryptionAnswer.AddHeaders(context, record.Encryption, isWrite: true);
        StoredChecksums.AddHeaders(context.Response.Headers, record.Checksum, partCount: 1);
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
