using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Inventory;

/// <summary>DELETE of one of a bucket's inventories. Those that were made stay.</summary>
internal sealed class DeleteBucketInventoryConfiguration(BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var id = context.Query["id"] ?? "";
        var isThere = false;
        var error = await changes.ChangeAsync(
            context,
            BucketDocumentKind.Inventory,
            stored =>
            {
                var all = BucketConfiguration.ReadInventories(stored);
                InventoryConfiguration[] left = [.. all.Where(inventory => inventory.Id != id)];
                isThere = left.Length < all.Count;

                // Without the cast null would become an empty document.
                return left.Length > 0 ? InventoryRequest.RenderAll(left).Written : (ReadOnlyMemory<byte>?)null;
            });
        if (error is not null) return error;
        if (!isThere) return new S3Error(S3ErrorCode.NoSuchConfiguration);
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
