using System.Globalization;
using System.Security.Cryptography;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>The parts that a client names to complete an upload, checked against the parts that there are.</summary>
internal sealed class PartSelection(IObjectIndex index, GatewayOptions options)
{
    /// <summary>Smallest part that is not the last: 5 MiB.</summary>
    public const long PartBytesMin = 5L << 20;

    /// <summary>Largest object: 5 TiB.</summary>
    public const long ObjectBytesMax = 5L << 40;

    private const int RowsPerPage = 1000;

    /// <summary>
    /// Gives the error of part numbers that are out of bounds or descend, and of checksums that cannot be one. Where one number follows itself, as clients send it
    /// that uploaded a part twice, the last counts.
    /// </summary>
    public static S3Error? TryOrder(IReadOnlyList<CompletedPart> named, out IReadOnlyList<CompletedPart> ordered)
    {
        var kept = new List<CompletedPart>(named.Count);
        ordered = kept;
        foreach (var part in named)
        {
            if (part.PartNumber < 1) return InvalidArgumentError.Of("PartNumber must be >= 1", "PartNumber", part.PartNumber.ToString(CultureInfo.InvariantCulture));
            if (part.PartNumber > PartNumbers.Max)
                return InvalidArgumentError.Of("PartNumber must be an integer between 1 and 10000, inclusive", "partNumber", part.PartNumber.ToString(CultureInfo.InvariantCulture));
            if (CheckChecksum(part) is { } checksumError) return checksumError;
            var last = kept.Count == 0 ? 0 : kept[^1].PartNumber;
            if (part.PartNumber < last) return new S3Error(S3ErrorCode.InvalidPartOrder);
            if (part.PartNumber == last) kept[^1] = part;
            else kept.Add(part);
        }

        return null;
    }

    /// <summary>The rows of the named parts, in order; or InvalidPart, BadDigest, EntityTooSmall, EntityTooLarge.</summary>
    public async ValueTask<(IReadOnlyList<PartRecord> Parts, S3Error? Error)> ReadAsync(S3Context context, UploadRecord upload, IReadOnlyList<CompletedPart> named)
    {
        var parts = new List<PartRecord>(named.Count);
        var after = 0;
        while (parts.Count < named.Count)
        {
            var page = await index.ListPartsAsync(context.Bucket.Id, context.Key, upload.Id, after, RowsPerPage, context.Aborted);
            foreach (var row in page)
            {
                after = row.PartNumber;
                if (parts.Count == named.Count || named[parts.Count].PartNumber > row.PartNumber) continue;
                if (Compare(context, upload, row, named[parts.Count]) is { } error) return (parts, error);
                parts.Add(row);
            }

            if (page.Count < RowsPerPage) break;
        }

        return parts.Count < named.Count ? (parts, InvalidPart(context, named[parts.Count])) : (parts, CheckSizes(parts));
    }

    /// <summary>The entity tag of an object of these parts: the MD5 of their MD5s, and their count. Null when one has no MD5.</summary>
    public static string? ETagOf(IReadOnlyList<string> partETags)
    {
#pragma warning disable CA5351 // Entity tags are MD5 by definition of S3.
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        Span<byte> digest = stackalloc byte[16];
        for (var i = 0; i < partETags.Count; i++)
        {
            if (partETags[i].Length != 32 || Convert.FromHexString(partETags[i], digest, out _, out _) != System.Buffers.OperationStatus.Done) return null;
            md5.AppendData(digest);
        }

        md5.GetHashAndReset(digest);
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(digest)}-{partETags.Count}");
    }

    private static S3Error? CheckChecksum(in CompletedPart part) =>
        part.Checksum is null || (ChecksumAlgorithms.TryParseName(part.ChecksumName, out var algorithm) && ChecksumValue.TryParse(algorithm, part.Checksum, out _))
            ? null
            : InvalidArgumentError.Of("Invalid Base64 or multiple checksums present in request", "Checksum", part.Checksum);

    /// <summary>Gives the error of a part that is not the one that is named. A checksum of another algorithm than the upload asked for was never that of the part.</summary>
    private static S3Error? Compare(S3Context context, UploadRecord upload, PartRecord row, in CompletedPart named)
    {
        if (row.PartNumber != named.PartNumber || !row.ETag.Equals(named.ETag, StringComparison.OrdinalIgnoreCase)) return InvalidPart(context, named);
        if (row.Checksum is null || !ChecksumAlgorithms.TryParseName(named.ChecksumName, out var algorithm)) return null;
        if (algorithm == StoredChecksums.AlgorithmOf(row.Checksum) && named.Checksum == Convert.ToBase64String(row.Checksum.Value.Span)) return null;
        return upload.ChecksumAlgorithm == 0 || algorithm == (ChecksumAlgorithm)upload.ChecksumAlgorithm
            ? InvalidPart(context, named)
            : new S3Error(
                S3ErrorCode.BadDigest,
                string.Create(CultureInfo.InvariantCulture, $"The {ChecksumAlgorithms.NameOf(algorithm).ToLowerInvariant()} you specified for part {named.PartNumber} did not match what we received."));
    }

    private static S3Error InvalidPart(S3Context context, in CompletedPart part) => new(S3ErrorCode.InvalidPart)
    {
        Fields =
        [
            new("UploadId", context.Query["uploadId"] ?? ""),
            new("PartNumber", part.PartNumber.ToString(CultureInfo.InvariantCulture)),
            new("ETag", part.ETag),
        ],
    };

    private S3Error? CheckSizes(List<PartRecord> parts)
    {
        var size = 0L;
        for (var i = 0; i < parts.Count; i++)
        {
            size += parts[i].Size;
            if (i < parts.Count - 1 && parts[i].Size < options.PartBytesMin) return TooSmall(parts[i]);
        }

        return size <= ObjectBytesMax ? null : new S3Error(S3ErrorCode.EntityTooLarge);
    }

    private S3Error TooSmall(PartRecord part) => new(S3ErrorCode.EntityTooSmall)
    {
        Fields =
        [
            new("ProposedSize", part.Size.ToString(CultureInfo.InvariantCulture)),
            new("MinSizeAllowed", options.PartBytesMin.ToString(CultureInfo.InvariantCulture)),
            new("PartNumber", part.PartNumber.ToString(CultureInfo.InvariantCulture)),
            new("ETag", part.ETag),
        ],
    };
}
