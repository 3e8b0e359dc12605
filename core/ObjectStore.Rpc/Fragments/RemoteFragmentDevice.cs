using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments.Messages;
using FragmentId = ObjectStore.Core.Identifiers.FragmentId;

namespace ObjectStore.Rpc.Fragments;

/// <summary>A device of another process. Thread-safe.</summary>
/// <remarks>
/// Short payload goes over one stream for puts and one for reads, where many share a message; long payload over HTTP/1.1 straight between the caller's buffers and the
/// socket, where the node offers it. A call ends with DeviceUnavailable when there is no answer within <see cref="RpcChannelOptions.CallTimeout"/>; its buffers
/// are free then, and a put may or may not have been stored.
/// </remarks>
internal sealed class RemoteFragmentDevice(NodeClient node, DeviceId id) : IFragmentDevice, IDisposable
{
    /// <summary>Ids in one message of a deletion.</summary>
    private const int DeletesPerCallMax = 10_000;

    private readonly Lock _lock = new();
    private PutStream? _puts;
    private ReadStream? _reads;
    private bool _isDisposed;

    /// <inheritdoc />
    public DeviceId Id => id;

    /// <inheritdoc />
    public ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fragment.Payload.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fragment.Payload.Length, FragmentWire.PayloadBytesMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fragment.Owner.Length, FragmentWire.OwnerBytesMax);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        node.ThrowIfAway();
        if (fragment.Payload.Length >= node.Options.HttpPayloadBytesMin && node.Payload is { } payload) return PutOverHttpAsync(payload, fragment, cancellationToken);
        var put = new PendingPut(id, fragment, node.Time.GetTimestamp());
        while (true)
        {
            if (OpenPuts().TryAdd(put, cancellationToken) is { } task) return new ValueTask(task);
        }
    }

    /// <inheritdoc />
    public ValueTask ReadAsync(FragmentId fragment, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        if (destination.IsEmpty) return ReadNothingAsync(fragment, offset, cancellationToken);
        if (destination.Length > FragmentWire.PayloadBytesMax || offset < 0)
            return ValueTask.FromException(new StorageException(StorageErrorCode.CorruptFragment, "The range is outside of the bounds of a fragment."));
        node.ThrowIfAway();
        if (destination.Length >= node.Options.HttpPayloadBytesMin && node.Payload is { } payload)
            return ReadOverHttpAsync(payload, fragment, offset, destination, cancellationToken);
        var read = new PendingRead(id, fragment, offset, destination, node.Time.GetTimestamp());
        while (true)
        {
            if (OpenReads().TryAdd(read, cancellationToken) is { } task) return new ValueTask(task);
        }
    }

    /// <inheritdoc />
    public void Prefetch(FragmentId fragment, int offset, int length)
    {
        // A hint over the network would cost as much as the read that follows it.
    }

    /// <inheritdoc />
    public async ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken)
    {
        for (var first = 0; first < ids.Count; first += DeletesPerCallMax)
        {
            var request = new DeleteRequest { Device = FragmentWire.ToWire(id.Value) };
            var end = Math.Min(ids.Count, first + DeletesPerCallMax);
            for (var i = first; i < end; i++) request.Fragments.Add(FragmentWire.ToWire(ids[i]));
            await node.CallAsync(FragmentMethods.Delete, request, node.Options.CallTimeout, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId fragment, CancellationToken cancellationToken)
    {
        var request = new DescribeFragmentRequest { Device = FragmentWire.ToWire(id.Value), Fragment = FragmentWire.ToWire(fragment) };
        var reply = await node.CallAsync(FragmentMethods.DescribeFragment, request, node.Options.CallTimeout, cancellationToken).ConfigureAwait(false);
        return reply.Fragment is null ? null : Read(reply.Fragment);
    }

    /// <inheritdoc />
    public ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken) => ListAsync(cursor, limit, null, cancellationToken);

    /// <summary>The same for the fragments of one placement group: the node leaves out the others, so that pages may be short or empty though the walk goes on.</summary>
    public async ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, PlacementGroupId? group, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var request = new ListRequest { Device = FragmentWire.ToWire(id.Value), Cursor = cursor.Value, Limit = limit };
        if (group is { } wanted) request.Group = wanted.Value;
        var reply = await node.CallAsync(FragmentMethods.List, request, node.Options.WalkTimeout, cancellationToken).ConfigureAwait(false);
        return new FragmentPage([.. reply.Fragments.Select(Read)], reply.HasNext ? new DeviceCursor(reply.Next) : null);
    }

    /// <inheritdoc />
    public async ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesMax);
        var request = new VerifyRequest { Device = FragmentWire.ToWire(id.Value), Cursor = cursor.Value, BytesMax = bytesMax };
        var reply = await node.CallAsync(FragmentMethods.Verify, request, node.Options.WalkTimeout, cancellationToken).ConfigureAwait(false);
        var damaged = new List<FragmentId>(reply.Damaged.Count);
        foreach (var wire in reply.Damaged) damaged.Add(FragmentWire.TryRead(wire, out var fragment) ? fragment : throw NotUnderstood());
        return new VerifyPage(reply.VerifiedBytes, damaged, reply.HasNext ? new DeviceCursor(reply.Next) : null);
    }

    /// <inheritdoc />
    public async ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken)
    {
        var description = await node.DescribeAsync(cancellationToken).ConfigureAwait(false);
        return description.Devices.FirstOrDefault(device => device.Id == id)?.Status
            ?? throw new StorageException(StorageErrorCode.DeviceUnavailable, $"The node {description.Node} does not serve the device {id}.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _puts?.Dispose();
            _reads?.Dispose();
        }
    }

    private static FragmentDescription Read(FragmentHeader wire) => FragmentWire.TryRead(wire, out var fragment) ? fragment : throw NotUnderstood();

    private static StorageException NotUnderstood() => new(StorageErrorCode.DeviceUnavailable, "The node's answer is not understood.");

    /// <summary>A read of no bytes still tells whether the fragment is there.</summary>
    private async ValueTask ReadNothingAsync(FragmentId fragment, int offset, CancellationToken cancellationToken)
    {
        var found = await TryDescribeAsync(fragment, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageException(StorageErrorCode.FragmentNotFound, $"The device does not hold fragment {fragment}.");
        if (offset < 0 || offset > found.PayloadBytes) throw new StorageException(StorageErrorCode.CorruptFragment, "The range reaches past the end of the fragment.");
    }

    private PutStream OpenPuts()
    {
        lock (_lock)
        {
            if (_puts is { IsUsable: true }) return _puts;
            ThrowIfDisposed();
            _puts?.Retire();
            _puts = new PutStream(node.Options, node.Time);

            // Nobody awaits the task: how the stream ends is told to its operations.
            _ = _puts.RunAsync(node.Channel.StreamingCall(FragmentMethods.Put, new CallOptions(null, null, _puts.Ending)), node.ReportIfLost);
            return _puts;
        }
    }

    private ReadStream OpenReads()
    {
        lock (_lock)
        {
            if (_reads is { IsUsable: true }) return _reads;
            ThrowIfDisposed();
            _reads?.Retire();
            _reads = new ReadStream(node.Options, node.Time);
            _ = _reads.RunAsync(node.Channel.StreamingCall(FragmentMethods.GetMany, new CallOptions(null, null, _reads.Ending)), node.ReportIfLost);
            return _reads;
        }
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed) throw new StorageException(StorageErrorCode.DeviceUnavailable, "The connection to the node was closed.");
    }

    private async ValueTask PutOverHttpAsync(PayloadClient payload, FragmentWrite fragment, CancellationToken cancellationToken)
    {
        // Once the first byte is sent the node may be storing it, so that only the deadline and the loss of the node end the wait.
        cancellationToken.ThrowIfCancellationRequested();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(node.Lost);
        ending.CancelAfter(node.Options.CallTimeout);
        try
        {
            await payload.PutAsync(PendingPut.HeaderOf(id, fragment, 0), fragment.Payload, ending.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            throw Unavailable(exception);
        }
    }

    private async ValueTask ReadOverHttpAsync(PayloadClient payload, FragmentId fragment, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(node.Lost);
        ending.CancelAfter(node.Options.CallTimeout);
        try
        {
            await payload.ReadAsync(id, fragment, offset, destination, ending, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Unavailable(exception);
        }
    }

    private StorageException Unavailable(Exception exception)
    {
        if (exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }) node.ReportLost();
        return new StorageException(StorageErrorCode.DeviceUnavailable, $"The node at {node.Address.Authority} does not answer: {exception.Message}", exception);
    }
}
