using System.Threading.Channels;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Fragments;

/// <summary>One stream of operations, which begin as they arrive and are answered as they end, in any order.</summary>
/// <remarks>
/// At most <see cref="ServedDevices.OperationsPerStreamMax"/> are under way; over it the stream is not read on, and the transport's flow control stops the peer. When the process
/// stops, no more are taken, and the stream ends with the last answer.
/// </remarks>
#pragma warning disable CA1001 // The semaphore has no wait handle, and operations release it after the stream has ended.
internal abstract class OperationSession<TRequest, TResponse, TAnswer>(ServedDevices devices)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _underWay = new(devices.OperationsPerStreamMax);

    /// <summary>The devices of this node.</summary>
    protected ServedDevices Devices { get; } = devices;

    /// <summary>Answers that wait for the stream to take them: no more than there are operations under way, which an operation is until its answer was taken.</summary>
    protected Channel<TAnswer> Answers { get; } = Channel.CreateUnbounded<TAnswer>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Serves the stream to its end.</summary>
    public async Task RunAsync(IAsyncStreamReader<TRequest> requests, IAsyncStreamWriter<TResponse> responses, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Devices.Stopping);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answering = AnswerAsync(responses, ending.Token);
        try
        {
            while (await requests.MoveNextUnlessStoppingAsync(reading.Token, cancellationToken).ConfigureAwait(false))
            {
                await _underWay.WaitAsync(cancellationToken).ConfigureAwait(false);
                await BeginAsync(requests.Current, cancellationToken).ConfigureAwait(false);
            }

            for (var i = 0; i < Devices.OperationsPerStreamMax; i++) await _underWay.WaitAsync(cancellationToken).ConfigureAwait(false);
            Answers.Writer.Complete();
            await answering.ConfigureAwait(false);
            if (Devices.Stopping.IsCancellationRequested) throw new RpcException(new Status(StatusCode.Unavailable, "The node stops."));
        }
        catch
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            // Operations that end later find the channel closed.
            Answers.Writer.TryComplete();
            while (Answers.Reader.TryRead(out var answer)) Drop(answer);
        }
    }

    /// <summary>What a device's failure is to the peer. One that no device should have is a failure, too: nothing may be taken for done that is not.</summary>
    protected static StorageException FailureOf(Exception exception) => exception as StorageException
        ?? new StorageException(StorageErrorCode.DeviceUnavailable, $"The device failed with {exception.GetType().Name}: {exception.Message}", exception);

    /// <summary>Begins an operation, with the bytes of its message, which are gone when the next is asked for. It ends with an answer, and <see cref="Release"/> when that was sent.</summary>
    protected abstract ValueTask BeginAsync(TRequest request, CancellationToken cancellationToken);

    /// <summary>Sends the answers as they come, to the end of the channel.</summary>
    protected abstract Task AnswerAsync(IAsyncStreamWriter<TResponse> responses, CancellationToken cancellationToken);

    /// <summary>Gives back what an answer holds that is not sent.</summary>
    protected virtual void Drop(TAnswer answer)
    {
    }

    /// <summary>Makes room for other operations; once for each answer that was sent.</summary>
    protected void Release(int count) => _underWay.Release(count);
}
