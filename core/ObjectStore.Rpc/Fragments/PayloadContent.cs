using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>The body of a put: header and payload, which goes from the caller's buffer to the socket.</summary>
internal sealed class PayloadContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Type = new(PayloadPaths.PutContentType);

    private readonly PutHeader _header;
    private readonly int _headerBytes;
    private readonly ReadOnlyMemory<byte> _payload;
    private Task _copying = Task.CompletedTask;

    public PayloadContent(PutHeader header, ReadOnlyMemory<byte> payload)
    {
        (_header, _payload) = (header, payload);
        _headerBytes = header.CalculateSize();
        Headers.ContentType = Type;
    }

    /// <summary>Completes when nothing reads the payload any more; after the request has ended, however it ended.</summary>
    public async Task ReleasedAsync() => await _copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _copying = CopyAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = sizeof(ushort) + _headerBytes + _payload.Length;
        return true;
    }

    private async Task CopyAsync(Stream stream, CancellationToken cancellationToken)
    {
        var prefix = ArrayPool<byte>.Shared.Rent(sizeof(ushort) + _headerBytes);
        try
        {
            BinaryPrimitives.WriteUInt16LittleEndian(prefix, (ushort)_headerBytes);
            _header.WriteTo(prefix.AsSpan(sizeof(ushort), _headerBytes));
            await stream.WriteAsync(prefix.AsMemory(0, sizeof(ushort) + _headerBytes), cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(_payload, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(prefix);
        }
    }
}
