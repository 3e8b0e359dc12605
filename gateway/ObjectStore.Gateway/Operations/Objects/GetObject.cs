using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>GET of an object, a range of it, or one of its parts.</summary>
internal sealed class GetObject(ObjectReader reader, ObjectSender sender) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (slice, error) = await reader.PrepareAsync(context);
        return error ?? await sender.SendAsync(context, slice);
    }
}
