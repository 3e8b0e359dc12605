using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Lifecycle;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Operations.Replication;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>POST of an upload: its parts become the object, without being copied. Repeating it after success succeeds again.</summary>
internal sealed class CompleteMultipartUpload(
    UploadLookup uploads, DataKeys keys, PartSelection selection, IObjectIndex index, EventAnnouncer events, DocumentBudget documents, TimeProvider time) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (WriteConditions.TryParse(context.Request.Headers, out var condition) is { } conditionError) return conditionError;
        if (UploadLookup.TryParseId(context, out var id) is { } idError) return idError;
        if (ReplicaTerms.TryRead(context, out var replica) is { } replicaError) return replicaError;
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForCompletion);
        var document = await body.ReadAllAsync(CompleteMultipartUploadRequest.BytesMax, lease, context.Aborted);
        if (!CompleteMultipartUploadRequest.TryParse(document, out var sent)) return new S3Error(S3ErrorCode.MalformedXML);
        if (PartSelection.TryOrder(sent, out var named) is { } orderError) return orderError;

        var (upload, uploadError) = await uploads.FindAsync(context);
        if (upload is null) return await TryRepeatAsync(context, id, named) ? null : uploadError;
        if (keys.CheckCompletion(context, upload) is { } keyError) return keyError;
        var (parts, partError) = await selection.ReadAsync(context, upload, named);
        if (partError is not null) return partError;
        var record = RecordOf(upload, parts);
        if (replica is not null) record = replica.Of(record);
        if (CompletionChecksum.Check(context, record.Checksum, parts.Count, record.Size) is { } checkError) return checkError;
        return await CommitAsync(context, record, parts, named, condition);
    }

    private async ValueTask<S3Error?> CommitAsync(
        S3Context context, ObjectRecord record, IReadOnlyList<PartRecord> parts, IReadOnlyList<CompletedPart> named, WriteCondition condition)
    {
        var etags = new KeyValuePair<int, string>[parts.Count];
        for (var i = 0; i < etags.Length; i++) etags[i] = new(parts[i].PartNumber, parts[i].ETag);

        // Not cut off by a client that goes away: whether the object is there must not depend on the moment.
        var announced = await events.IndexOfAsync(context);
        var result = await announced.CompleteUploadAsync(context.Bucket.Id, context.Key, record, etags, condition, CancellationToken.None);
        if (result == WriteOutcome.AlreadyThere)
        {
            // The replica is there by another upload; this one has no use.
            await index.AbortUploadAsync(context.Bucket.Id, context.Key, record.Upload!.Value, CancellationToken.None);
            ReplicationHeaders.AddExisted(context, record);
            result = new WriteResult(WriteOutcome.Applied, VersionName.Of(record.Version));
        }

        if (result == WriteOutcome.Applied)
        {
            VersionIds.AddHeader(context, result);
            EncryptionAnswer.AddHeaders(context, record.Encryption, isWrite: false);
            LifecycleHeaders.AddExpiration(context, record);
            await context.WriteXmlAsync(Render(context, record));
            return null;
        }

        if (result == WriteOutcome.NoSuchUpload)
            return await TryRepeatAsync(context, record.Upload!.Value, named) ? null : UploadLookup.NoSuchUpload(context);
        return WriteConditions.ErrorOf(result, condition, context);
    }

    /// <summary>Answers as the first time when the object is what this upload and these parts made.</summary>
    private async ValueTask<bool> TryRepeatAsync(S3Context context, UploadId id, IReadOnlyList<CompletedPart> named)
    {
        var record = await index.GetAsync(context.Bucket.Id, context.Key, context.Aborted);
        if (record?.Upload != id) return false;
        var etags = new string[named.Count];
        for (var i = 0; i < etags.Length; i++) etags[i] = named[i].ETag;
        if (PartSelection.ETagOf(etags) != record.ETag) return false;
        VersionIds.AddHeader(context, record);
        EncryptionAnswer.AddHeaders(context, record.Encryption, isWrite: false);
        LifecycleHeaders.AddExpiration(context, record);
        await context.WriteXmlAsync(Render(context, record));
        return true;
    }

    private ObjectRecord RecordOf(UploadRecord upload, IReadOnlyList<PartRecord> parts)
    {
        var etags = new string[parts.Count];
        var size = 0L;
        for (var i = 0; i < etags.Length; i++)
        {
            etags[i] = parts[i].ETag;
            size += parts[i].Size;
        }

        return new ObjectRecord
        {
            Size = size,
            ETag = PartSelection.ETagOf(etags) ?? throw new StorageException(StorageErrorCode.CorruptIndex, "The entity tag of a part is no MD5."),
            LastModified = CommitTime.Now(time),
            OwnerId = upload.OwnerId,
            StorageClass = upload.StorageClass,
            Metadata = upload.Metadata,
            Checksum = CompletionChecksum.Combine(upload, parts),
            Upload = upload.Id,
            Parts = PartSpans.Fold(parts),
            Tags = upload.Tags,
            Retention = upload.Retention,
            HasLegalHold = upload.HasLegalHold,
            Encryption = upload.Encryption,
            Compression = upload.Compression is null ? null : upload.Compression with { StoredBytes = parts.Sum(static part => part.StoredBytes) },
        };
    }

    private static S3XmlWriter Render(S3Context context, ObjectRecord record)
    {
        var request = context.Request;
        var xml = new S3XmlWriter();
        xml.StartDocument("CompleteMultipartUploadResult"u8);
        xml.Element("Location"u8, $"{request.Scheme}://{request.Host.Value}{context.RawPath}");
        xml.Element("Bucket"u8, context.Bucket.Name);
        xml.Element("Key"u8, context.Key.Utf8);
        xml.ETag(record.ETag);
        StoredChecksums.AddElements(xml, record.Checksum, PartSpans.CountOf(record));
        xml.End("CompleteMultipartUploadResult"u8);
        return xml;
    }
}
