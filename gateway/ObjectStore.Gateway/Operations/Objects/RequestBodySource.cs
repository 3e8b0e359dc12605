using ObjectStore.Gateway.DataPath;
using ObjectStore.S3.Body;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>The body of a request as bytes on their way into the store.</summary>
internal sealed class RequestBodySource(RequestBody body) : IByteSource
{
    public long? Length => body.DecodedLength;

    public ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken) => body.ReadAsync(destination, cancellationToken);

    public Task SettleAsync() => body.HashedAsync();
}
