using System.Threading.Channels;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>One stream of puts: every fragment is handed to its device as it arrives, and answered when the device has answered.</summary>
/// <remarks>
/// At most <see cref="ServedDevices.OperationsPerStreamMax"/> puts are under way; over it, or without a free buffer, the stream is not read on, and the transport's
/// flow control stops the peer. When the peer goes, what was handed to devices is finished all the same.
/// </remarks>
#pragma warning disable CA1001 // The semaphore has no wait handle, and operations release it after the stream has ended.
internal sealed class PutSession(ServedDevices devices)
#pragma warning restore CA1001
{
    /// <summary>Results that go into one message.</summary>
    private const int ResultsPerReplyMax = 256;

    private readonly Channel<PutResult> _results = Channel.CreateUnbounded<PutResult>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _underWay = new(devices.OperationsPerStreamMax);

    /// <summary>Serves the stream to its end.</summary>
    public async Task RunAsync(IAsyncStreamReader<PayloadMessage<PutHeader>> requests, IAsyncStreamWriter<PutReply> responses, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, devices.Stopping);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answering = AnswerAsync(responses, ending.Token);
        try
        {
            while (await requests.MoveNextUnlessStoppingAsync(reading.Token, cancellationToken).ConfigureAwait(false))
            {
                await _underWay.WaitAsync(cancellationToken).ConfigureAwait(false);
                await BeginAsync(requests.Current, cancellationToken).ConfigureAwait(false);
            }

            for (var i = 0; i < devices.OperationsPerStreamMax; i++) await _underWay.WaitAsync(cancellationToken).ConfigureAwait(false);
            _results.Writer.Complete();
            await answering.ConfigureAwait(false);
            if (devices.Stopping.IsCancellationRequested) throw new RpcException(new Status(StatusCode.Unavailable, "The node stops."));
        }
        catch
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Takes the message's bytes over; they are gone when the next message is asked for.</summary>
    private async ValueTask BeginAsync(PayloadMessage<PutHeader> message, CancellationToken cancellationToken)
    {
        IncomingFragment? fragment = null;
        try
        {
            if (!FragmentWire.TryRead(message.Header.Fragment, out var header) || header.PayloadBytes != message.Payload.Length)
                throw new RpcException(new Status(StatusCode.InvalidArgument, "The header is outside of the bounds of a fragment."));
            var device = devices.Get(FragmentWire.ToDevice(message.Header.Device));
            fragment = new IncomingFragment(device, header, await devices.BuffersOf(device).RentAsync(header.PayloadBytes, cancellationToken).ConfigureAwait(false));
            fragment.Fill(message.Payload, message.Header.PayloadCrc32C);
        }
        catch (StorageException exception)
        {
            fragment?.Dispose();
            Finish(message.Header.Number, exception);
            return;
        }

        _ = StoreAsync(message.Header.Number, fragment);
    }

    // Nobody awaits the task: it ends with a result, whatever the device threw.
    private async Task StoreAsync(ulong number, IncomingFragment fragment)
    {
        StorageException? failure = null;
        try
        {
            await fragment.StoreAsync().ConfigureAwait(false);
        }
        catch (StorageException exception)
        {
            failure = exception;
        }
        finally
        {
            fragment.Dispose();
            Finish(number, failure);
        }
    }

    private void Finish(ulong number, StorageException? failure)
    {
        var result = new PutResult { Number = number };
        if (failure is not null) (result.Error, result.Message) = ((int)failure.Code, failure.Message);
        _results.Writer.TryWrite(result);
        _underWay.Release();
    }

    /// <summary>Everything that is known by the time the stream can take it goes out in one message: a group commit answers many puts at once.</summary>
    private async Task AnswerAsync(IAsyncStreamWriter<PutReply> responses, CancellationToken cancellationToken)
    {
        while (await _results.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var reply = new PutReply();
            while (reply.Results.Count < ResultsPerReplyMax && _results.Reader.TryRead(out var result)) reply.Results.Add(result);
            await responses.WriteAsync(reply, cancellationToken).ConfigureAwait(false);
        }
    }
}
