using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Inventory;

/// <summary>GET of one of a bucket's inventories.</summary>
internal sealed class GetBucketInventoryConfiguration : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var id = context.Query["id"] ?? "";
        if (context.Configuration.Inventories.FirstOrDefault(inventory => inventory.Id == id) is not { } found) return new S3Error(S3ErrorCode.NoSuchConfiguration);
        await context.WriteXmlAsync(InventoryRequest.Render(found));
        return null;
    }
}
