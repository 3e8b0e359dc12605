using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>POST of an upload: its parts become the object, without being copied. Repeating it after success succeeds again.</summary>
internal sealed class CompleteMultipartUpload(UploadLookup uploads, PartSelection selection, IObjectIndex index, TimeProvider time) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (WriteConditions.TryParse(context.Request.Headers, out var condition) is { } conditionError) return conditionError;
        if (UploadLookup.TryParseId(context, out var id) is { } idError) return idError;
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForCompletion);
        var document = await body.ReadAllAsync(CompleteMultipartUploadRequest.BytesMax, context.Aborted);
        if (!CompleteMultipartUploadRequest.TryParse(document, out var named)) return new S3Error(S3ErrorCode.MalformedXML);
        if (PartSelection.CheckOrder(named) is { } orderError) return orderError;

        var (upload, uploadError) = await uploads.FindAsync(context);
        if (upload is null) return await RepeatAsync(context, id, named) ?? uploadError;
        var (parts, partError) = await selection.ReadAsync(context, id, named);
        if (partError is not null) return partError;
        var record = RecordOf(upload, parts);
        if (CompletionChecksum.Check(context, record.Checksum, parts.Count, record.Size) is { } checkError) return checkError;
        return await CommitAsync(context, record, parts, named, condition);
    }

    private async ValueTask<S3Error?> CommitAsync(
        S3Context context, ObjectRecord record, IReadOnlyList<PartRecord> parts, IReadOnlyList<CompletedPart> named, WriteCondition condition)
    {
        var etags = new KeyValuePair<int, string>[parts.Count];
        for (var i = 0; i < etags.Length; i++) etags[i] = new(parts[i].PartNumber, parts[i].ETag);

        // Not cut off by a client that goes away: whether the object is there must not depend on the moment.
        var outcome = await index.CompleteUploadAsync(context.Bucket.Id, context.Key, record, etags, condition, CancellationToken.None);
        if (outcome == WriteOutcome.Applied)
        {
            await context.WriteXmlAsync(Render(context, record));
            return null;
        }

        if (outcome == WriteOutcome.NoSuchUpload) return await RepeatAsync(context, record.Upload!.Value, named) ?? UploadLookup.NoSuchUpload(context);
        return WriteConditions.ErrorOf(outcome, condition, context);
    }
}
