using System.Buffers;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>One stream of small reads. A read is under way until its bytes are on their way to the peer.</summary>
internal sealed class GetSession(ServedDevices devices) : OperationSession<GetRequest, PayloadMessage<GetHeader>, GetSession.Answer>(devices)
{
    /// <summary>Bytes that are gathered before they are sent.</summary>
    private const int BatchBytesMax = 256 << 10;

    /// <inheritdoc />
    protected override ValueTask BeginAsync(GetRequest request, CancellationToken cancellationToken)
    {
        _ = ReadAsync(request, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    protected override async Task AnswerAsync(IAsyncStreamWriter<PayloadMessage<GetHeader>> responses, CancellationToken cancellationToken)
    {
        while (await Answers.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var bytes = 0;
            while (bytes < BatchBytesMax && Answers.Reader.TryRead(out var answer))
            {
                using var lease = answer.Lease;
                responses.Buffer(new PayloadMessage<GetHeader>(answer.Header, lease is null ? default : new ReadOnlySequence<byte>(lease.Memory)));
                bytes += lease?.Memory.Length ?? 0;
                Release(1);
            }

            await responses.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    protected override void Drop(Answer answer) => answer.Lease?.Dispose();

    // Nobody awaits the task: it ends with an answer, whatever the device threw.
    private async Task ReadAsync(GetRequest request, CancellationToken cancellationToken)
    {
        var header = new GetHeader { Number = request.Number };
        BufferLease? lease = null;
        try
        {
            if (!FragmentWire.TryRead(request.Fragment, out var id) || request.Offset < 0 || request.Length is <= 0 or > FragmentWire.PayloadBytesMax)
                throw new StorageException(StorageErrorCode.CorruptFragment, "The range is outside of the bounds of a fragment.");
            var device = Devices.Get(FragmentWire.ToDevice(request.Device));
            lease = await Devices.BuffersOf(device).RentAsync(request.Length, cancellationToken).ConfigureAwait(false);
            await device.ReadAsync(id, request.Offset, lease.Memory, cancellationToken).ConfigureAwait(false);
            header.PayloadCrc32C = Crc32C.Compute(lease.Memory.Span);
        }
        catch (Exception exception)
        {
            lease?.Dispose();
            lease = null;
            (header.Error, header.Message) = ((int)FailureOf(exception).Code, exception.Message);
        }

        if (!Answers.Writer.TryWrite(new Answer(header, lease))) lease?.Dispose();
    }

    /// <summary>The answer to a read, and the buffer of its bytes.</summary>
    internal readonly record struct Answer(GetHeader Header, BufferLease? Lease);
}
