using ObjectStore.Core.Fragments;
using ObjectStore.Encryption.Keys;
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

/// <summary>PUT of one part of an upload out of another object or a range of it.</summary>
internal sealed class UploadPartCopy(
    UploadLookup uploads, CopySources sources, DataKeys keys, ObjectRuns runs, PartCommit commit, ObjectWrites writes, GatewayMetrics metrics, TimeProvider time)
    : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (PartNumbers.TryParse(context.Query["partNumber"] ?? "", out var partNumber) is { } numberError) return numberError;
        var (upload, uploadError) = await uploads.FindAsync(context);
        if (upload is null) return uploadError;
        var (origin, error) = await sources.FindAsync(context);
        if (origin is null) return error;
        if (TryParseRange(context, origin.Record.Size, out var position, out var length) is { } rangeError) return rangeError;

        var (key, keyError) = await keys.OpenUploadAsync(context, upload);
        if (keyError is not null) return keyError;
        using var ownedKey = key;
        var (sourceKey, sourceKeyError) = await keys.OpenSourceAsync(context, origin.Record);
        if (sourceKeyError is not null) return sourceKeyError;
        using var ownedSourceKey = sourceKey;

        var part = await CopyAsync(context, upload, partNumber, origin, key, sourceKey, position, length);
        if (await commit.ApplyAsync(context, upload, part) is { } commitError) return commitError;
        CopySources.AddHeader(context, origin);
        EncryptionAnswer.AddHeaders(context, upload.Encryption, isWrite: false);
        await context.WriteXmlAsync(CopyResult.Render("CopyPartResult"u8, part.ETag, part.LastModified, UploadElements.ShownChecksum(upload, part)));
        return null;
    }

    private async ValueTask<PartRecord> CopyAsync(
        S3Context context, UploadRecord upload, int partNumber, CopyOrigin origin, WriteKey? key, SecretKey? sourceKey, long position, long length)
    {
        var algorithm = upload.ChecksumAlgorithm == 0 ? ChecksumAlgorithm.Crc64Nvme : (ChecksumAlgorithm)upload.ChecksumAlgorithm;
        using var source = new HashingSource(
            runs.OpenSource(origin.Bucket.Id, origin.Key, origin.Record, sourceKey, position, length), computesMd5: true, algorithm);
        var owner = new FragmentOwner(context.Bucket.Id, context.Key, upload.Id, (ushort)partNumber);
        var copied = await writes.WriteAsync(source, owner, upload.StorageClass, key, upload.Compression is not null, context.Aborted);
        metrics.Received(length);
        return new PartRecord
        {
            PartNumber = partNumber,
            Size = length,
            ETag = WriteKey.ETagOf(key, source.FinishETag()!),
            LastModified = CommitTime.Now(time),
            Checksum = StoredChecksums.Of(source.Checksum),
            Runs = copied.Runs,
            Salt = copied.Salt,
            Compression = copied.Compression,
        };
    }

    private static S3Error? TryParseRange(S3Context context, long size, out long position, out long length)
    {
        position = 0;
        length = size;
        if (context.Header(AmzHeaders.CopySourceRange) is { } text)
        {
            if (!ByteRange.TryParseCopySource(text, out position, out var last))
            {
                return InvalidArgumentError.Of(
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
                    AmzHeaders.CopySourceRange,
                    text);
            }

            if (last >= size) return new S3Error(S3ErrorCode.InvalidRange, $"Range specified is not valid for source object of size: {size}");
            length = last - position + 1;
        }

        return length <= CopySources.BytesMax
            ? null
            : new S3Error(
                S3ErrorCode.InvalidRequest,
                $"The specified copy source is larger than the maximum allowable size for a copy source: {CopySources.BytesMax}");
    }
}
