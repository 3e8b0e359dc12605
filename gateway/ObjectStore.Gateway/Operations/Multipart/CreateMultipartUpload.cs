using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Lifecycle;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>POST of an object's <c>uploads</c>: begins an upload with the metadata of the object to be.</summary>
internal sealed class CreateMultipartUpload(IObjectIndex index, WriteTermsReader reader, BucketDirectory buckets, TimeProvider time) : IS3Operation
{
    private const int AttemptsMax = 4;

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (ChecksumRequest.TryParse(context, out var algorithm) is { } algorithmError) return algorithmError;
        if (TryParseType(context, algorithm, out var isComposite) is { } typeError) return typeError;
        var (terms, error) = await reader.ReadAsync(context);
        if (terms is null) return error;
        using var ownedTerms = terms;
        var upload = terms.UploadOf(CommitTime.Now(time)) with { ChecksumAlgorithm = (byte)(algorithm ?? 0), ChecksumIsComposite = isComposite };
        if (await CreateAsync(context, upload) is { } createError) return createError;
        EncryptionAnswer.AddHeaders(context, upload.Encryption, isWrite: true);
        LifecycleHeaders.AddAbort(context, upload);
        if (algorithm is { } known)
        {
            context.Response.Headers[AmzHeaders.ChecksumAlgorithm] = ChecksumAlgorithms.NameOf(known);
            context.Response.Headers[AmzHeaders.ChecksumType] = StoredChecksums.TypeNameOf(isComposite);
        }

        var xml = new S3XmlWriter();
        xml.StartDocument("InitiateMultipartUploadResult"u8);
        xml.Element("Bucket"u8, context.Bucket.Name);
        xml.Element("Key"u8, context.Key.Utf8);
        xml.Element("UploadId"u8, upload.Id.ToString());
        xml.End("InitiateMultipartUploadResult"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }

    private async ValueTask<S3Error?> CreateAsync(S3Context context, UploadRecord upload)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var outcome = await index.CreateUploadAsync(context.Bucket.Id, context.Key, upload, CancellationToken.None);
            if (outcome == WriteOutcome.Applied) return null;
            if (QuotaErrors.Of(outcome) is { } refused) return refused;
            var (_, error) = await buckets.ConfirmAsync(context);
            if (error is not null) return error;
        }

        return new S3Error(S3ErrorCode.ServiceUnavailable);
    }

    /// <summary>CRCs are composite unless asked otherwise, CRC-64/NVME is always of the full object, SHA never.</summary>
    private static S3Error? TryParseType(S3Context context, ChecksumAlgorithm? algorithm, out bool isComposite)
    {
        isComposite = algorithm is { } known && ChecksumAlgorithms.CanBeComposite(known);
        if (context.Header(AmzHeaders.ChecksumType) is not { Length: > 0 } text) return null;
        if (!StoredChecksums.TryParseTypeName(text, out var isAskedComposite))
            return new S3Error(S3ErrorCode.InvalidRequest, "Value for x-amz-checksum-type header is invalid.");
        if (algorithm is null)
            return new S3Error(S3ErrorCode.InvalidRequest, "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        isComposite = isAskedComposite;
        var isPossible = isComposite ? ChecksumAlgorithms.CanBeComposite(algorithm.Value) : ChecksumAlgorithms.CanBeFullObject(algorithm.Value);
        return isPossible
            ? null
            : new S3Error(
                S3ErrorCode.InvalidRequest,
                $"The {StoredChecksums.TypeNameOf(isComposite)} checksum type cannot be used with the {ChecksumAlgorithms.NameOf(algorithm.Value).ToLowerInvariant()} checksum algorithm.");
    }
}
