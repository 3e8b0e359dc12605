using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>HEAD of an object: the headers of a GET.</summary>
internal sealed class HeadObject(ObjectReader reader) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (_, error) = await reader.PrepareAsync(context);
        return error;
    }
}
