using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>One stream of puts: every fragment is handed to its device as it arrives, and answered when the device has answered. A put is under way until its answer is on its way to the peer.</summary>
/// <remarks>Without a free buffer the stream is not read on. When the peer goes, what was handed to devices is finished all the same.</remarks>
internal sealed class PutSession(ServedDevices devices) : OperationSession<PayloadMessage<PutHeader>, PutReply, PutResult>(devices)
{
    /// <summary>Results that go into one message.</summary>
    private const int ResultsPerReplyMax = 256;

    /// <inheritdoc />
    protected override async ValueTask BeginAsync(PayloadMessage<PutHeader> request, CancellationToken cancellationToken)
    {
        IncomingFragment? fragment = null;
        try
        {
            if (!FragmentWire.TryRead(request.Header.Fragment, out var header) || header.PayloadBytes != request.Payload.Length)
                throw new RpcException(new Status(StatusCode.InvalidArgument, "The header is outside of the bounds of a fragment."));
            var device = Devices.Get(FragmentWire.ToDevice(request.Header.Device));
            fragment = new IncomingFragment(device, header, await Devices.BuffersOf(device).RentAsync(header.PayloadBytes, cancellationToken).ConfigureAwait(false));
            fragment.Fill(request.Payload, request.Header.PayloadCrc32C);
        }
        catch (StorageException exception)
        {
            fragment?.Dispose();
            Finish(request.Header.Number, exception);
            return;
        }

        _ = StoreAsync(request.Header.Number, fragment);
    }

    /// <summary>Everything that is known by the time the stream can take it goes out in one message: a group commit answers many puts at once.</summary>
    protected override async Task AnswerAsync(IAsyncStreamWriter<PutReply> responses, CancellationToken cancellationToken)
    {
        while (await Answers.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var reply = new PutReply();
            while (reply.Results.Count < ResultsPerReplyMax && Answers.Reader.TryRead(out var result)) reply.Results.Add(result);
            await responses.WriteAsync(reply, cancellationToken).ConfigureAwait(false);
            Release(reply.Results.Count);
        }
    }

    // Nobody awaits the task: it ends with a result, whatever the device threw.
    private async Task StoreAsync(ulong number, IncomingFragment fragment)
    {
        StorageException? failure = null;
        try
        {
            await fragment.StoreAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = FailureOf(exception);
        }

        fragment.Dispose();
        Finish(number, failure);
    }

    private void Finish(ulong number, StorageException? failure)
    {
        var result = new PutResult { Number = number };
        if (failure is not null) (result.Error, result.Message) = ((int)failure.Code, failure.Message);
        Answers.Writer.TryWrite(result);
    }
}
