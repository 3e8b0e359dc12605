using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Fragments;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>PUT of one part of an upload.</summary>
internal sealed class UploadPart(
    UploadLookup uploads, PartCommit commit, IObjectData data, ObjectBodies bodies, GatewayMetrics metrics, TimeProvider time) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (PartNumbers.TryParse(context.Query["partNumber"] ?? "", out var partNumber) is { } numberError) return numberError;
        var (upload, error) = await uploads.FindAsync(context);
        if (upload is null) return error;
        var algorithm = upload.ChecksumAlgorithm == 0 ? ChecksumAlgorithm.Crc64Nvme : (ChecksumAlgorithm)upload.ChecksumAlgorithm;
        await using var body = bodies.OpenPart(context, algorithm);
        if (upload.ChecksumAlgorithm != 0 && body.ClientChecksum is { } sent && sent != algorithm) return WrongAlgorithm(algorithm, sent);

        var owner = new FragmentOwner(context.Bucket.Id, context.Key, upload.Id, (ushort)partNumber);
        var runs = await data.WriteAsync(new RequestBodySource(body), owner, context.Aborted);
        var digests = body.Digests;
        metrics.Received(digests.LengthBytes);
        var part = new PartRecord
        {
            PartNumber = partNumber,
            Size = digests.LengthBytes,
            ETag = Convert.ToHexStringLower(digests.Md5.Span),
            LastModified = CommitTime.Now(time),
            Checksum = StoredChecksums.Of(digests.Checksum),
            Runs = runs,
        };
        if (await commit.ApplyAsync(context, upload, part) is { } commitError) return commitError;
        context.Response.Headers.ETag = EntityTags.Quote(part.ETag);
        if (digests.Checksum is { } checksum)
            context.Response.Headers[ChecksumAlgorithms.HeaderOf(checksum.Algorithm)] = checksum.ToString();
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    private static S3Error WrongAlgorithm(ChecksumAlgorithm expected, ChecksumAlgorithm actual) => new(
        S3ErrorCode.InvalidRequest,
        $"Checksum Type mismatch occurred, expected checksum Type: {ChecksumAlgorithms.NameOf(expected)}, "
        + $"actual checksum Type: {ChecksumAlgorithms.NameOf(actual)}");
}
