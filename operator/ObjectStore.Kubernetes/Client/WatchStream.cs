using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Client;

/// <summary>Cuts the body of a watch into events, one a line.</summary>
internal static class WatchStream
{
    /// <summary>Lines until the server ends the answer. Each is valid until the next is asked for.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="lineBytesMax">Longest event.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="KubernetesApiException">An event is too long.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync(Stream body, int lineBytesMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var input = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = buffer.Slice(0, end);
                    if (!line.IsEmpty) yield return line.IsSingleSegment ? line.First : line.ToArray();
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                if (buffer.Length > lineBytesMax)
                    throw new KubernetesApiException(new V1Status { Reason = StatusReasons.BadAnswer, Message = $"An event is longer than {lineBytesMax} bytes.", Code = 0 });
                input.AdvanceTo(buffer.Start, buffer.End);
                if (!read.IsCompleted) continue;
                if (!buffer.IsEmpty) throw new JsonException("The watch ended inside an event.");
                yield break;
            }
        }
        finally
        {
            await input.CompleteAsync();
        }
    }
}
