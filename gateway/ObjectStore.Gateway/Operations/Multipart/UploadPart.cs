using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Fragments;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>PUT of one part of an upload.</summary>
internal sealed class UploadPart(
    UploadLookup uploads, DataKeys keys, PartCommit commit, ObjectWrites writes, ObjectBodies bodies, RoomCheck room, GatewayMetrics metrics, TimeProvider time) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (PartNumbers.TryParse(context.Query["partNumber"] ?? "", out var partNumber) is { } numberError) return numberError;
        var (upload, error) = await uploads.FindAsync(context);
        if (upload is null) return error;
        var (key, keyError) = await keys.OpenUploadAsync(context, upload);
        if (keyError is not null) return keyError;
        using var ownedKey = key;
        var algorithm = upload.ChecksumAlgorithm == 0 ? ChecksumAlgorithm.Crc64Nvme : (ChecksumAlgorithm)upload.ChecksumAlgorithm;
        await using var body = bodies.OpenPart(context, algorithm);
        if (upload.ChecksumAlgorithm != 0 && body.ClientChecksum is { } sent && sent != algorithm) return WrongAlgorithm(algorithm, sent);
        if (await room.CheckPartAsync(context, upload, partNumber, body.DecodedLength ?? 0) is { } noRoom) return noRoom;

        var owner = new FragmentOwner(context.Bucket.Id, context.Key, upload.Id, (ushort)partNumber);
        var written = await writes.WriteAsync(new RequestBodySource(body, context), owner, upload.StorageClass, key, upload.Compression is not null, context.Aborted);
        var digests = body.Digests;
        metrics.Received(digests.LengthBytes);
        var part = new PartRecord
        {
            PartNumber = partNumber,
            Size = digests.LengthBytes,
            ETag = WriteKey.ETagOf(key, Convert.ToHexStringLower(digests.Md5.Span)),
            LastModified = CommitTime.Now(time),
            Checksum = StoredChecksums.Of(digests.Checksum),
            Runs = written.Runs,
            Salt = written.Salt,
            Compression = written.Compression,
        };
        if (await commit.ApplyAsync(context, upload, part) is { } commitError) return commitError;
        context.Response.Headers.ETag = EntityTags.Quote(part.ETag);
        EncryptionAnswer.AddHeaders(context, upload.Encryption, isWrite: false);
        if (digests.Checksum is { } checksum)
            context.Response.Headers[ChecksumAlgorithms.HeaderOf(checksum.Algorithm)] = checksum.ToString();
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    private static S3Error WrongAlgorithm(ChecksumAlgorithm expected, ChecksumAlgorithm actual) => new(
        S3ErrorCode.InvalidRequest,
        $"Checksum Type mismatch occurred, expected checksum Type: {ChecksumAlgorithms.NameOf(expected).ToLowerInvariant()}, "
        + $"actual checksum Type: {ChecksumAlgorithms.NameOf(actual).ToLowerInvariant()}");
}
