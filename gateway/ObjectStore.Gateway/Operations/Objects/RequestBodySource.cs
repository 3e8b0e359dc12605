using ObjectStore.Gateway.DataPath;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>The body of a request as bytes on their way into the store, counted in its context; bounded also when its length is not known.</summary>
internal sealed class RequestBodySource(RequestBody body, S3Context context) : IByteSource
{
    public long? Length => body.DecodedLength;

    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var count = await body.ReadAsync(destination, cancellationToken);
        context.ReceivedBytes += count;
        return context.ReceivedBytes <= BodyRequirements.ObjectBytesMax ? count : throw new S3Exception(S3ErrorCode.EntityTooLarge);
    }

    public Task SettleAsync() => body.HashedAsync();
}
