using System.Threading.Channels;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Client;

namespace ObjectStore.Rpc.Fragments;

/// <summary>
/// Many operations on one device over one long-lived call: what has queued up goes out together, answers come in any order. It opens with the first operation and
/// ends for good when the call ends, with all operations that it had not answered; its owner then makes another.
/// </summary>
/// <remarks>
/// Thread-safe. Bounds: operations that were not answered by the peer, late ones included; and bytes in the transport, by its flow control. An operation whose
/// deadline passes fails with DeviceUnavailable while the stream goes on.
/// </remarks>
internal abstract class OperationStream<TOperation, TRequest, TReply> : IDisposable
    where TOperation : PendingOperation
{
    /// <summary>Bytes that are gathered before they are sent.</summary>
    private const int BatchBytesMax = 128 << 10;

    /// <summary>How often deadlines are looked at.</summary>
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Channel<TOperation> _queue = Channel.CreateUnbounded<TOperation>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Queue<TOperation> _byAge = new();
    private readonly Dictionary<ulong, TOperation> _unanswered = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly RpcChannelOptions _options;
    private readonly TimeProvider _time;
    private readonly long _openedAt;
    private readonly ITimer _sweeper;
    private StorageException? _end;
    private ulong _lastNumber;
    private int _count;

    protected OperationStream(RpcChannelOptions options, TimeProvider time)
    {
        (_options, _time, _openedAt) = (options, time, time.GetTimestamp());
        _sweeper = time.CreateTimer(static stream => ((OperationStream<TOperation, TRequest, TReply>)stream!).EndLate(), this, SweepPeriod, SweepPeriod);
    }

    /// <summary>
    /// False when the call has ended, or is older than a connection may be: a call holds its connection, and with it the certificates of its beginning.
    /// </summary>
    public bool IsUsable => Volatile.Read(ref _end) is null && _time.GetElapsedTime(_openedAt) < _options.ConnectionLifetime;

    /// <summary>Cancelled when the stream ends, for its call.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Runs the call until it ends; completes then, and never faults.</summary>
    /// <param name="call">The call; the stream disposes it.</param>
    /// <param name="report">Told how the call failed before any operation is, so that whoever sees its operation fail finds the node as it is; not told when the peer just closed it.</param>
    public async Task RunAsync(RpcCall<TRequest, TReply> call, Action<RpcException> report)
    {
        using (call)
        {
            var sending = SendAsync(call.RequestStream, _ending.Token);
            var end = new StorageException(StorageErrorCode.DeviceUnavailable, "The node has closed the stream.");
            try
            {
                while (await call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false)) Answer(call.ResponseStream.Current);
            }
            catch (RpcException exception)
            {
                report(exception);
                end = StorageStatus.ToStorage(exception);
            }
            finally
            {
                Close(end);
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Takes an operation; the task completes with the peer's answer, in time or not. Null when the stream takes no more: another will.</summary>
    /// <exception cref="StorageException">Overloaded, or what the call ended with.</exception>
    public Task? TryAdd(TOperation operation, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_end is not null) throw new StorageException(_end.Code, _end.Message, _end);
            if (_count >= _options.OperationsPerDeviceMax) throw new StorageException(StorageErrorCode.Overloaded, "Too many operations wait for the device.");
            if (!_queue.Writer.TryWrite(operation)) return null;
            _count++;
            _byAge.Enqueue(operation);
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(operation, cancellationToken) : operation.Completion;
    }

    /// <summary>Takes no more operations; what was taken is sent and answered, then the call ends.</summary>
    public void Retire() => _queue.Writer.TryComplete();

    /// <inheritdoc />
    public void Dispose()
    {
        Close(new StorageException(StorageErrorCode.DeviceUnavailable, "The connection to the node was closed."));
        _ending.Dispose();
    }

    /// <summary>Writes an operation, unless it has ended; returns how many bytes that were, about, and 0 for none.</summary>
    protected abstract int Send(TOperation operation, IClientStreamWriter<TRequest> stream, ulong number);

    /// <summary>Hands an answer to the operations that <see cref="Take"/> finds.</summary>
    protected abstract void Answer(TReply reply);

    /// <summary>The operation with a number; null when there is none, which a peer that errs may name.</summary>
    protected TOperation? Take(ulong number)
    {
        lock (_lock)
        {
            if (!_unanswered.Remove(number, out var operation)) return null;
            _count--;
            return operation;
        }
    }

    private static async Task WaitAsync(TOperation operation, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((TOperation)state!).Cancel(token), operation);
        await operation.Completion.ConfigureAwait(false);
    }

    private async Task SendAsync(IClientStreamWriter<TRequest> stream, CancellationToken cancellationToken)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            await stream.ReadyAsync(cancellationToken).ConfigureAwait(false);
            var bytes = 0;
            while (bytes < BatchBytesMax && _queue.Reader.TryRead(out var operation)) bytes += SendOne(operation, stream);
            if (bytes > 0) await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        await stream.CompleteAsync().ConfigureAwait(false);
    }

    private int SendOne(TOperation operation, IClientStreamWriter<TRequest> stream)
    {
        ulong number;
        lock (_lock)
        {
            number = ++_lastNumber;
            _unanswered.Add(number, operation);
        }

        var bytes = Send(operation, stream, number);
        if (bytes == 0) _ = Take(number);
        return bytes;
    }

    private void EndLate()
    {
        while (true)
        {
            TOperation operation;
            lock (_lock)
            {
                if (!_byAge.TryPeek(out operation!)) return;
                if (!operation.IsEnded && _time.GetElapsedTime(operation.StartedAt) < _options.CallTimeout) return;
                _byAge.Dequeue();
            }

            if (!operation.IsEnded) operation.End(new StorageException(StorageErrorCode.DeviceUnavailable, "The device did not answer in time."));
        }
    }

    private void Close(StorageException end)
    {
        TOperation[] left;
        lock (_lock)
        {
            if (_end is not null) return;
            _end = end;
            left = [.. _byAge];
            _byAge.Clear();
            _unanswered.Clear();
        }

        _sweeper.Dispose();
        _queue.Writer.TryComplete();
        _ending.Cancel();
        foreach (var operation in left) operation.End(new StorageException(end.Code, end.Message, end));
    }
}
