using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Inventory;

/// <summary>GET of a bucket's inventories, all on one page.</summary>
internal sealed class ListBucketInventoryConfigurations : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        await context.WriteXmlAsync(InventoryRequest.RenderAll(context.Configuration.Inventories));
        return null;
    }
}
