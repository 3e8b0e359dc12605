using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Inventory;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Inventory;

/// <summary>PUT of one of a bucket's inventories: makes it, or replaces the one of its name.</summary>
internal sealed class PutBucketInventoryConfiguration(DocumentBudget documents, BucketChanges changes, BucketDirectory buckets, ServiceAccess access) : IS3Operation
{
    private const int IdLengthMax = 64;

    /// <summary>Room for what follows in a key: names of bucket and inventory, times.</summary>
    private const int PrefixBytesMax = 512;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(InventoryRequest.BytesMax, lease, context.Aborted);
        if (!InventoryRequest.TryParse(document, out var sent)) return new S3Error(S3ErrorCode.MalformedXML);
        if (Check(context, sent) is { } wrong) return wrong;
        if (await CheckDestinationAsync(context, sent) is { } refused) return refused;
        if (await StoreAsync(context, sent) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }

    private static S3Error? Check(S3Context context, InventoryConfiguration sent)
    {
        var id = context.Query["id"] ?? "";
        if (sent.Id != id) return new S3Error(S3ErrorCode.IdMismatch);
        if (id.Length > IdLengthMax || id.AsSpan().ContainsAnyExcept(IdCharacters)) return InvalidArgumentError.Of("The id of an inventory has up to 64 letters, digits, hyphens, dots and underscores.", "Id", sent.Id);
        if (sent.Format != "CSV") return new S3Error(S3ErrorCode.NotImplemented, $"Inventories as {sent.Format} are not implemented; CSV is.");
        if (sent.OptionalFields.FirstOrDefault(static field => !InventoryColumns.IsField(field)) is { } field)
            return InventoryColumns.IsUnsupported(field) ? new S3Error(S3ErrorCode.NotImplemented, $"The field {field} of inventories is not implemented.") : new S3Error(S3ErrorCode.MalformedXML);
        if (Encoding.UTF8.GetByteCount(sent.DestinationPrefix ?? "") > PrefixBytesMax) return InvalidArgumentError.Of($"A destination prefix has at most {PrefixBytesMax} bytes.", "Prefix", sent.DestinationPrefix!);
        if (Encoding.UTF8.GetByteCount(sent.KeyPrefix ?? "") > ObjectKey.BytesMax) return InvalidArgumentError.Of($"A prefix of keys has at most {ObjectKey.BytesMax} bytes.", "Prefix", sent.KeyPrefix!);
        return sent.Encryption?.Check();
    }

    private async ValueTask<S3Error?> CheckDestinationAsync(S3Context context, InventoryConfiguration sent)
    {
        if (!sent.DestinationArn.StartsWith(AskedResource.ArnPrefix, StringComparison.Ordinal)) return new S3Error(S3ErrorCode.InvalidS3DestinationBucket);
        var invalid = InvalidArgumentError.Of("The destination is no bucket of this region whose policy lets s3.amazonaws.com put the inventory.", "Bucket", sent.DestinationArn);
        var (target, _) = await buckets.ReadAsync(sent.DestinationArn[AskedResource.ArnPrefix.Length..], context.Aborted);
        if (target is null || target.Bucket.Region != context.Bucket.Region || (sent.DestinationAccount is { } account && account != target.Bucket.OwnerId)) return invalid;
        return access.MayPut(ServiceAccess.Inventory, target, context.Bucket, InventoryKeys.FolderOf(context.Bucket.Name, sent)) ? null : invalid;
    }

    private async ValueTask<S3Error?> StoreAsync(S3Context context, InventoryConfiguration sent)
    {
        var isFull = false;
        var error = await changes.ChangeAsync(
            context,
            BucketDocumentKind.Inventory,
            stored =>
            {
                InventoryConfiguration[] next = [.. BucketConfiguration.ReadInventories(stored).Where(inventory => inventory.Id != sent.Id), sent];
                isFull = next.Length > InventoryRequest.CountMax;
                return isFull ? stored : InventoryRequest.RenderAll([.. next.OrderBy(static inventory => inventory.Id, StringComparer.Ordinal)]).Written;
            });
        return error ?? (isFull ? new S3Error(S3ErrorCode.TooManyConfigurations) : null);
    }
}
