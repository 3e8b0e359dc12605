using ObjectStore.Core.Fragments;
using ObjectStore.Encryption.Keys;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>PUT of an object with a copy source. Copies the bytes into stripes of their own; the answer is sent when the copy is durable.</summary>
internal sealed class CopyObject(
    CopySources sources, DataKeys keys, ObjectRuns runs, ObjectWrites writes, ObjectCommits commits, WriteTermsReader reader, GatewayMetrics metrics) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (WriteConditions.TryParse(context.Request.Headers, out var condition) is { } conditionError) return conditionError;
        if (TryParseDirective(context, AmzHeaders.MetadataDirective, "metadata", out var replaces) is { } directiveError) return directiveError;
        if (TryParseDirective(context, AmzHeaders.TaggingDirective, "tagging", out var replacesTags) is { } taggingError) return taggingError;
        if (ChecksumRequest.TryParse(context, out var wanted) is { } checksumError) return checksumError;
        var (terms, termsError) = await reader.ReadAsync(context);
        if (terms is null) return termsError;
        using var ownedTerms = terms;
        var (origin, error) = await sources.FindAsync(context);
        if (origin is null) return error;
        if (CheckSource(context, origin, replaces || replacesTags || wanted is not null || ChangesTerms(context, origin.Record, terms)) is { } sourceError) return sourceError;

        if (!replaces) terms = terms with { Metadata = WebsiteRedirects.Keep(origin.Record.Metadata, terms.Metadata) };
        if (!replacesTags) terms = terms with { Tags = origin.Record.Tags };
        var (sourceKey, keyError) = await keys.OpenSourceAsync(context, origin.Record);
        if (keyError is not null) return keyError;
        using var ownedKey = sourceKey;
        var copied = await CopyAsync(context, origin, wanted, sourceKey, terms);
        var (record, refused) = await commits.PutAsync(context, terms, copied, condition);
        if (record is null) return refused;
        CopySources.AddHeader(context, origin);
        EncryptionAnswer.AddHeaders(context, record.Encryption, isWrite: true);
        await context.WriteXmlAsync(CopyResult.Render("CopyObjectResult"u8, record.ETag, record.LastModified, record.Checksum));
        return null;
    }

    private async ValueTask<WrittenBytes> CopyAsync(S3Context context, CopyOrigin origin, ChecksumAlgorithm? wanted, SecretKey? sourceKey, WriteTerms terms)
    {
        // The entity tag and checksum of a whole object hold for its copy; those of a multipart object depend on its parts.
        var old = origin.Record;
        var keepsETag = old.Upload is null && WriteKey.IsMd5Kept(old.Encryption);
        var algorithm = wanted ?? (old.Checksum is null ? ChecksumAlgorithm.Crc64Nvme : StoredChecksums.AlgorithmOf(old.Checksum));
        var keepsChecksum = old.Checksum is { IsComposite: false } && StoredChecksums.AlgorithmOf(old.Checksum) == algorithm;
        using var source = new HashingSource(
            runs.OpenSource(origin.Bucket.Id, origin.Key, old, sourceKey, 0, old.Size), computesMd5: !keepsETag, keepsChecksum ? null : algorithm);
        var owner = new FragmentOwner(context.Bucket.Id, context.Key, Upload: null, PartNumber: 0);
        var copied = await writes.WriteAsync(source, owner, terms.StorageClass, terms.Key, terms.Compresses, context.Aborted);
        metrics.Received(old.Size);
        var eTag = WriteKey.ETagOf(terms.Key, source.FinishETag() ?? old.ETag);
        return new WrittenBytes(old.Size, eTag, keepsChecksum ? old.Checksum : StoredChecksums.Of(source.Checksum), copied);
    }

    /// <summary>
    /// Whether the copy is given a website redirect or a storage class (as on AWS the one that it has, too), or its encryption is said by the request or its bucket,
    /// or is another than that of its source; a customer's key is always another.
    /// </summary>
    private static bool ChangesTerms(S3Context context, ObjectRecord source, WriteTerms terms) =>
        WebsiteRedirects.Find(terms.Metadata) is not null
        || context.Header(AmzHeaders.StorageClass) is not null
        || context.Header(AmzHeaders.Encryption) is not null
        || context.Configuration.Encryption is not null
        || terms.Key is { Stored.Scheme: EncryptionScheme.CustomerKey }
        || (source.Encryption?.Scheme, source.Encryption?.KeyId) != (terms.Key?.Stored.Scheme, terms.Key?.Stored.KeyId);

    private static S3Error? TryParseDirective(S3Context context, string header, string what, out bool replaces)
    {
        var directive = context.Header(header);
        replaces = directive is "REPLACE";
        return directive is null or "" or "COPY" or "REPLACE" ? null : InvalidArgumentError.Of($"Unknown {what} directive.", header, directive);
    }

    private static S3Error? CheckSource(S3Context context, CopyOrigin origin, bool changes)
    {
        if (origin.Record.Size > CopySources.BytesMax)
        {
            return new S3Error(
                S3ErrorCode.InvalidRequest,
                $"The specified copy source is larger than the maximum allowable size for a copy source: {CopySources.BytesMax}");
        }

        var isItself = origin.Bucket.Id == context.Bucket.Id && origin.Key == context.Key;
        return isItself && !changes && !origin.IsVersionNamed
            ? new S3Error(
                S3ErrorCode.InvalidRequest,
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, "
                + "website redirect location or encryption attributes.")
            : null;
    }
}
