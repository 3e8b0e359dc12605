using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.DataPath;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>The body of a request as bytes on their way into the store.</summary>
internal sealed class RequestBodySource(RequestBody body) : IByteSource
{
    private long _bytes;

    public long? Length => body.DecodedLength;

    /// <summary>
    /// What is wanted of the body of an object or part: as <paramref name="sized"/> says, but a body in HTTP's own chunked encoding may leave its
    /// length open; it is bounded as it arrives.
    /// </summary>
    public static BodyRequirements RequirementsOf(HttpRequest request, BodyRequirements sized) =>
        request.Headers.TransferEncoding.Count > 0 ? sized with { IsLengthRequired = false } : sized;

    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var count = await body.ReadAsync(destination, cancellationToken);
        _bytes += count;
        return _bytes <= BodyRequirements.ObjectBytesMax ? count : throw new S3Exception(S3ErrorCode.EntityTooLarge);
    }

    public ValueTask SettleAsync() => body.HashedAsync();
}
