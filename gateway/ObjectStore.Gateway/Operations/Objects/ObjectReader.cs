using System.Globalization;
using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Lifecycle;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Gateway.Operations.Replication;
using ObjectStore.Gateway.Operations.Restores;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>What GET and HEAD have in common: conditions, the range that is asked for, and the headers of the answer.</summary>
internal sealed class ObjectReader(ObjectLookup lookup, DataKeys keys, ArchivedObjects archived, IObjectIndex index, TimeProvider time)
{
    private static readonly (string Parameter, string Header)[] Overrides =
    [
        ("response-content-type", "Content-Type"), ("response-content-language", "Content-Language"), ("response-expires", "Expires"),
        ("response-cache-control", "Cache-Control"), ("response-content-disposition", "Content-Disposition"),
        ("response-content-encoding", "Content-Encoding"),
    ];

    /// <summary>Finds the object and sets status and headers; gives the error, or the bytes to send.</summary>
    public async ValueTask<(ObjectSlice Slice, S3Error? Error)> PrepareAsync(S3Context context)
    {
        if (CheckQuery(context) is { } queryError) return (default, queryError);
        var (record, error) = await lookup.FindAsync(context);
        return record is null ? (default, error) : await PrepareAsync(context, record);
    }

    /// <summary>The same for an object that was found.</summary>
    public async ValueTask<(ObjectSlice Slice, S3Error? Error)> PrepareAsync(S3Context context, ObjectRecord record)
    {
        var partText = context.Query["partNumber"];

        // First, so that who has not the key of a customer's object learns nothing of it by conditions and ranges; that a part does not exist is told, as Ceph's tests want.
        if (keys.CheckRead(context, record) is { } keyError) return (default, partText is null ? keyError : TrySlice(context, record, partText, out _) ?? keyError);
        if (Judge(context, record, time.GetUtcNow()) is { } conditionError) return (default, conditionError);
        if (context.Operation != S3Operation.HeadObject && archived.CheckRead(context, record) is { } archiveError) return (default, archiveError);
        var rangeError = TrySlice(context, record, partText, out var slice);
        if (rangeError is not null) return (default, rangeError);
        SetHeaders(context, slice);
        archived.AddHeader(context, record);
        if (MayOverride(context) && Override(context) is { } overrideError) return (default, overrideError);
        if (context.Header(AmzHeaders.ChecksumMode) is { } mode && mode.Equals("ENABLED", StringComparison.OrdinalIgnoreCase))
            await AddChecksumAsync(context, slice);
        return (slice, null);
    }

    /// <summary>What the conditions of a read say of the object; null when they hold.</summary>
    public static S3Error? Judge(S3Context context, ObjectRecord record, DateTimeOffset now)
    {
        var headers = context.Request.Headers;
        var conditions = new ReadPreconditions(
            headers.IfMatch.Count > 0 ? headers.IfMatch.ToString() : null,
            headers.IfNoneMatch.Count > 0 ? headers.IfNoneMatch.ToString() : null,
            headers.IfModifiedSince.Count > 0 ? headers.IfModifiedSince.ToString() : null,
            headers.IfUnmodifiedSince.Count > 0 ? headers.IfUnmodifiedSince.ToString() : null);
        return conditions.Judge(record.ETag, record.LastModified, now) switch
        {
            PreconditionOutcome.NotModified => new S3Error(S3ErrorCode.NotModified) { Headers = CachedHeaders(context, record) },
            PreconditionOutcome.Failed => new S3Error(S3ErrorCode.PreconditionFailed)
            {
                Fields = [new("Condition", conditions.HeaderOf(PreconditionOutcome.Failed))],
            },
            _ => null,
        };
    }

    /// <summary>What is wrong whatever the object is.</summary>
    private static S3Error? CheckQuery(S3Context context)
    {
        if (context.Query["partNumber"] is { } partText && PartNumbers.TryParse(partText, out _) is { } partError) return partError;
        return context.Caller.IsAnonymous && Array.Exists(Overrides, each => context.Query.Has(each.Parameter))
            ? new S3Error(S3ErrorCode.InvalidRequest, "Request specific response headers cannot be used for anonymous GET requests.")
            : null;
    }

    /// <summary>What a cache is told anew of an object that it has (RFC 9110, §15.4.5). A later one of a name goes over an earlier one.</summary>
    private static List<KeyValuePair<string, string>> CachedHeaders(S3Context context, ObjectRecord record)
    {
        List<KeyValuePair<string, string>> headers = [new("ETag", EntityTags.Quote(record.ETag)), new("Last-Modified", HttpDate.Format(record.LastModified))];
        if (VersionIds.AreTold(context, record)) headers.Add(new(AmzHeaders.VersionId, record.Name.ToString()));
        foreach (var (name, value) in record.Metadata)
        {
            if (IsOfCaches(name)) headers.Add(new(name, ObjectHeaders.EncodeMetadata(value)));
        }

        if (!MayOverride(context)) return headers;
        foreach (var (parameter, header) in Overrides)
        {
            if (IsOfCaches(header) && context.Query[parameter] is { Length: > 0 } value) headers.Add(new(header, ObjectHeaders.EncodeMetadata(value)));
        }

        return headers;
    }

    private static bool IsOfCaches(string header) =>
        header.Equals("Cache-Control", StringComparison.OrdinalIgnoreCase) || header.Equals("Expires", StringComparison.OrdinalIgnoreCase);

    private static bool MayOverride(S3Context context) => !context.Caller.IsAnonymous && context.Query.All.Length > 0;

    private static S3Error? TrySlice(S3Context context, ObjectRecord record, string? partText, out ObjectSlice slice)
    {
        slice = new ObjectSlice(record, 0, record.Size, PartNumber: 0, IsPartial: false);
        var rangeText = context.Request.Headers.Range.Count > 0 ? context.Request.Headers.Range.ToString() : null;
        if (partText is not null) return TrySlicePart(record, partText, rangeText, ref slice);
        if (!ByteRange.TryParse(rangeText, out var range) || !IfRangeHolds(context, record)) return null;
        if (!range.TryResolve(record.Size, out var position, out var length)) return Unsatisfiable(record, rangeText!);
        slice = slice with { Position = position, Length = length, IsPartial = length > 0 };
        return null;
    }

    private static S3Error? TrySlicePart(ObjectRecord record, string partText, string? rangeText, ref ObjectSlice slice)
    {
        if (PartNumbers.TryParse(partText, out var place) is { } error) return error;
        if (rangeText is not null)
            return new S3Error(S3ErrorCode.InvalidRequest, "Cannot specify both Range header and partNumber query parameter");
        if (!PartSpans.TryNumber(record, place, out var partNumber) || !PartSpans.TryLocate(record, partNumber, out var position, out var length))
            return new S3Error(S3ErrorCode.InvalidPart) { Fields = [new("PartNumber", partText)] };
        slice = slice with { Position = position, Length = length, PartNumber = partNumber, IsPartial = record.Size > 0 };
        return null;
    }

    private static bool IfRangeHolds(S3Context context, ObjectRecord record)
    {
        if (context.Request.Headers.IfRange.Count == 0) return true;
        var text = context.Request.Headers.IfRange.ToString();
        return HttpDate.TryParse(text, out var time)
            ? record.LastModified.ToUnixTimeSeconds() == time.ToUnixTimeSeconds()
            : EntityTags.Unquote(text).Equals(record.ETag, StringComparison.OrdinalIgnoreCase);
    }

    private static S3Error Unsatisfiable(ObjectRecord record, string rangeText)
    {
        var size = record.Size.ToString(CultureInfo.InvariantCulture);
        return new S3Error(S3ErrorCode.InvalidRange)
        {
            Fields = [new("RangeRequested", rangeText), new("ActualObjectSize", size)],
            Headers = [new("Content-Range", "bytes */" + size)],
        };
    }

    private static void SetHeaders(S3Context context, in ObjectSlice slice)
    {
        var response = context.Response;
        var headers = response.Headers;
        var record = slice.Record;
        response.StatusCode = slice.IsPartial ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        response.ContentLength = slice.Length;
        headers.ETag = EntityTags.Quote(record.ETag);
        headers.LastModified = HttpDate.Format(record.LastModified);
        headers.AcceptRanges = "bytes";
        ReplicationHeaders.AddStatus(context, record);
        headers.ContentType = ObjectHeaders.DefaultContentType;
        if (slice.IsPartial && slice.Length > 0)
        {
            headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {slice.Position}-{slice.Position + slice.Length - 1}/{record.Size}");
        }

        if (slice.PartNumber > 0 && record.Upload is not null)
            headers[AmzHeaders.MultipartPartsCount] = PartSpans.CountOf(record).ToString(CultureInfo.InvariantCulture);
        VersionIds.AddHeader(context, record);
        if (context.Query[VersionIds.Parameter] is null) LifecycleHeaders.AddExpiration(context, record);
        ObjectLocks.AddHeaders(context, record);
        if (record.Tags.Count > 0) headers[AmzHeaders.TaggingCount] = record.Tags.Count.ToString(CultureInfo.InvariantCulture);
        if (record.StorageClass is not null) headers[AmzHeaders.StorageClass] = record.StorageClass;
        EncryptionAnswer.AddHeaders(context, record.Encryption, isWrite: false);
        MetadataHeaders.Add(headers, record.Metadata);
    }

    private static S3Error? Override(S3Context context)
    {
        foreach (var (parameter, header) in Overrides)
        {
            if (context.Query[parameter] is not { Length: > 0 } value) continue;
            if (!ObjectHeaders.IsHeaderValue(value)) return InvalidArgumentError.Of("Header value cannot be represented in ASCII.", parameter, value);
            context.Response.Headers[header] = value;
        }

        return null;
    }

    /// <summary>The checksum of what is sent: of the whole object, also as a range, or of one part; of fewer bytes there is none.</summary>
    private async ValueTask AddChecksumAsync(S3Context context, ObjectSlice slice)
    {
        var record = slice.Record;
        if (slice.PartNumber == 0)
        {
            if (slice.Length == record.Size) StoredChecksums.AddHeaders(context.Response.Headers, record.Checksum, PartSpans.CountOf(record));
            return;
        }

        if (record.Upload is not { } upload)
        {
            StoredChecksums.AddHeaders(context.Response.Headers, record.Checksum, partCount: 1);
            return;
        }

        var parts = await index.ListPartsAsync(context.Bucket.Id, context.Key, upload, slice.PartNumber - 1, 1, context.Aborted);
        if (record.Checksum is null || parts.Count == 0 || parts[0].PartNumber != slice.PartNumber) return;
        StoredChecksums.AddHeaders(context.Response.Headers, parts[0].Checksum, partCount: 1);
        context.Response.Headers[AmzHeaders.ChecksumType] = StoredChecksums.TypeNameOf(record.Checksum.IsComposite);
    }
}
