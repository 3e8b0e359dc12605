using System.Buffers;
using System.Net;

namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>A body that is read from another endpoint while it is sent; never more of it in memory than a buffer.</summary>
/// <param name="source">The bytes; borrowed.</param>
/// <param name="length">How many they are: fewer, or more, fail the request.</param>
/// <param name="watch">Told of each buffer.</param>
internal sealed class CopiedContent(Stream source, long length, StallWatch watch) : HttpContent
{
    private const int BufferBytes = 128 << 10;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, watch.Token);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var left = length; left > 0;)
            {
                var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, BufferBytes)), watch.Token);
                if (count == 0) throw new IOException("The source ended early.");
                await stream.WriteAsync(buffer.AsMemory(0, count), watch.Token);
                left -= count;
                watch.Step();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long bytes)
    {
        bytes = length;
        return true;
    }
}
