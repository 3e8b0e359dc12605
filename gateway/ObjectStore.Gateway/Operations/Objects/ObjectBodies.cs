using ObjectStore.Core.Checksums;
using ObjectStore.S3.Body;
using ObjectStore.S3.Checksums;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Opens the bodies of objects and parts. Long ones are hashed side by side.</summary>
internal sealed class ObjectBodies(Md5Scheduler md5)
{
    private readonly BodyRequirements _object = BodyRequirements.ForObject.WithMd5(md5);

    /// <summary>The body of PutObject; the caller disposes it.</summary>
    public RequestBody OpenObject(S3Context context) => Open(context, _object);

    /// <summary>The body of UploadPart in an upload with the given checksum; the caller disposes it.</summary>
    public RequestBody OpenPart(S3Context context, ChecksumAlgorithm algorithm) => Open(context, _object with { DefaultChecksum = algorithm });

    /// <summary>A body in HTTP's own chunked encoding may leave its length open; it is bounded as it arrives.</summary>
    private static RequestBody Open(S3Context context, BodyRequirements requirements) => RequestBody.Create(
        context.Request,
        context.Authenticated,
        context.Request.Headers.TransferEncoding.Count > 0 ? requirements with { IsLengthRequired = false } : requirements);
}
