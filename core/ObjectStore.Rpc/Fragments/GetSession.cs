using System.Buffers;
using System.Threading.Channels;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>One stream of small reads: each is begun as it arrives, and answered when its bytes are there, in any order.</summary>
/// <remarks>At most <see cref="ServedDevices.OperationsPerStreamMax"/> reads are begun and not answered; over it the stream is not read on.</remarks>
#pragma warning disable CA1001 // The semaphore has no wait handle, and operations release it after the stream has ended.
internal sealed class GetSession(ServedDevices devices)
#pragma warning restore CA1001
{
    /// <summary>Bytes that are gathered before they are sent.</summary>
    private const int BatchBytesMax = 256 << 10;

    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _underWay = new(devices.OperationsPerStreamMax);

    /// <summary>Serves the stream to its end.</summary>
    public async Task RunAsync(IAsyncStreamReader<GetRequest> requests, IAsyncStreamWriter<PayloadMessage<GetHeader>> responses, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, devices.Stopping);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answering = AnswerAsync(responses, ending.Token);
        try
        {
            while (await requests.MoveNextUnlessStoppingAsync(reading.Token, cancellationToken).ConfigureAwait(false))
            {
                await _underWay.WaitAsync(cancellationToken).ConfigureAwait(false);
                _ = ReadAsync(requests.Current, cancellationToken);
            }

            for (var i = 0; i < devices.OperationsPerStreamMax; i++) await _underWay.WaitAsync(cancellationToken).ConfigureAwait(false);
            _answers.Writer.Complete();
            await answering.ConfigureAwait(false);
            if (devices.Stopping.IsCancellationRequested) throw new RpcException(new Status(StatusCode.Unavailable, "The node stops."));
        }
        catch
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            // Reads that end later find the channel closed and give their buffers back themselves.
            _answers.Writer.TryComplete();
            while (_answers.Reader.TryRead(out var answer)) answer.Lease?.Dispose();
        }
    }

    // Nobody awaits the task: it ends with an answer, whatever the device threw.
    private async Task ReadAsync(GetRequest request, CancellationToken cancellationToken)
    {
        var header = new GetHeader { Number = request.Number };
        BufferLease? lease = null;
        try
        {
            if (!FragmentWire.TryRead(request.Fragment, out var id) || request.Offset < 0 || request.Length is <= 0 or > FragmentWire.PayloadBytesMax)
                throw new StorageException(StorageErrorCode.CorruptFragment, "The range is outside of the bounds of a fragment.");
            var device = devices.Get(FragmentWire.ToDevice(request.Device));
            lease = await devices.BuffersOf(device).RentAsync(request.Length, cancellationToken).ConfigureAwait(false);
            await device.ReadAsync(id, request.Offset, lease.Memory, cancellationToken).ConfigureAwait(false);
            header.PayloadCrc32C = Crc32C.Compute(lease.Memory.Span);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            lease?.Dispose();
            lease = null;
            header.Error = (int)(exception is StorageException storage ? storage.Code : StorageErrorCode.DeviceUnavailable);
            header.Message = exception.Message;
        }
        finally
        {
            if (!_answers.Writer.TryWrite(new Answer(header, lease))) lease?.Dispose();
        }
    }

    private async Task AnswerAsync(IAsyncStreamWriter<PayloadMessage<GetHeader>> responses, CancellationToken cancellationToken)
    {
        while (await _answers.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var bytes = 0;
            while (bytes < BatchBytesMax && _answers.Reader.TryRead(out var answer))
            {
                using var lease = answer.Lease;
                responses.Buffer(new PayloadMessage<GetHeader>(answer.Header, lease is null ? default : new ReadOnlySequence<byte>(lease.Memory)));
                bytes += lease?.Memory.Length ?? 0;
                _underWay.Release();
            }

            await responses.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private readonly record struct Answer(GetHeader Header, BufferLease? Lease);
}
