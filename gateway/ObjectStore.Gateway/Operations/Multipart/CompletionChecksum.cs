using System.Globalization;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>The checksum of a completed object, made from those of its parts, and what the client says about it.</summary>
internal static class CompletionChecksum
{
    /// <summary>
    /// The checksum that the upload asked for. An upload that asked for none gets the one that its parts have in common, over the full object
    /// where the algorithm can; null when they have none in common.
    /// </summary>
    public static StoredChecksum? Combine(UploadRecord upload, IReadOnlyList<PartRecord> parts)
    {
        var values = new List<PartChecksum>(parts.Count);
        foreach (var part in parts)
        {
            if (part.Checksum is null || part.Checksum.Algorithm != parts[0].Checksum!.Algorithm) return null;
            values.Add(new PartChecksum(StoredChecksums.ValueOf(part.Checksum), part.Size));
        }

        var algorithm = values[0].Value.Algorithm;
        if (upload.ChecksumAlgorithm != 0 && algorithm != (ChecksumAlgorithm)upload.ChecksumAlgorithm) return null;
        var isComposite = upload.ChecksumAlgorithm != 0 ? upload.ChecksumIsComposite : !ChecksumAlgorithms.CanBeFullObject(algorithm);
        var combined = isComposite ? ChecksumCombiner.Composite(algorithm, values) : ChecksumCombiner.FullObject(algorithm, values);
        return new StoredChecksum((byte)algorithm, isComposite, combined.Bytes);
    }

    /// <summary>Compares what the client sent as the object's checksum, its type and its size; gives the error of what differs.</summary>
    public static S3Error? Check(S3Context context, StoredChecksum? checksum, int partCount, long size)
    {
        if (CheckSize(context.Header(AmzHeaders.MultipartObjectSize), size) is { } sizeError) return sizeError;
        if (CheckType(context, checksum) is { } typeError) return typeError;
        if (ChecksumHeaders.TryFind(context.Request.Headers, out var found) is { } headerError) return headerError;
        return found is not { } algorithm || Matches(context.Header(ChecksumAlgorithms.HeaderOf(algorithm)), algorithm, checksum, partCount)
            ? null
            : new S3Error(S3ErrorCode.BadDigest, $"The {ChecksumAlgorithms.NameOf(algorithm)} you specified did not match the calculated checksum.");
    }

    private static S3Error? CheckSize(string? sent, long size)
    {
        if (sent is null) return null;
        if (!long.TryParse(sent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var expected))
            return new S3Error(S3ErrorCode.InvalidRequest, $"Value for x-amz-mp-object-size header is invalid: '{sent}'");
        if (expected < 0) return new S3Error(S3ErrorCode.InvalidRequest, $"Value for x-amz-mp-object-size header is less than zero: '{sent}'");
        return expected == size
            ? null
            : new S3Error(S3ErrorCode.InvalidRequest, string.Create(CultureInfo.InvariantCulture, $"The provided 'x-amz-mp-object-size' header value {sent} does not match what was computed: {size}"));
    }

    private static S3Error? CheckType(S3Context context, StoredChecksum? checksum)
    {
        if (context.Header(AmzHeaders.ChecksumType) is not { Length: > 0 } type) return null;
        if (!StoredChecksums.TryParseTypeName(type, out var isComposite)) return new S3Error(S3ErrorCode.InvalidRequest, "Value for x-amz-checksum-type header is invalid.");
        return checksum is null || checksum.IsComposite == isComposite
            ? null
            : new S3Error(
                S3ErrorCode.InvalidRequest,
                $"The upload was created using the {StoredChecksums.TypeNameOf(checksum.IsComposite)} checksum mode. The complete request must use the same checksum mode.");
    }

    private static bool Matches(string? sent, ChecksumAlgorithm algorithm, StoredChecksum? checksum, int partCount) =>
        checksum is not null && StoredChecksums.AlgorithmOf(checksum) == algorithm
        && (sent == StoredChecksums.Format(checksum, partCount) || sent == Convert.ToBase64String(checksum.Value.Span));
}
