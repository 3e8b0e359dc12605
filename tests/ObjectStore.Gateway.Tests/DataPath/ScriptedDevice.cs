using System.Collections.Concurrent;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>A device in memory that fails, damages or delays as a test tells it to.</summary>
internal sealed class ScriptedDevice(DeviceId id) : IFragmentDevice
{
    private int _putCount;
    private int _readCount;
    private int _cancelledReadCount;

    public ConcurrentDictionary<FragmentId, (FragmentWrite Header, byte[] Payload)> Fragments { get; } = new();

    public DeviceId Id => id;

    public StorageErrorCode? PutFailure { get; set; }

    public StorageErrorCode? ReadFailure { get; set; }

    /// <summary>What reads end with before there is a task.</summary>
    public StorageErrorCode? ReadRefusal { get; set; }

    public TaskCompletionSource? PutGate { get; set; }

    public TaskCompletionSource? DeleteGate { get; set; }

    public int PutCount => _putCount;

    public TaskCompletionSource? ReadGate { get; set; }

    /// <summary>A read that waits at the gate goes on when it is cancelled, and writes into its destination at the end, as a device must not.</summary>
    public bool IgnoresCancellation { get; set; }

    /// <summary>Waits before each operation, when set.</summary>
    public Func<CancellationToken, Task>? Latency { get; set; }

    /// <summary>Makes the device answer nothing from now on, until the returned source completes.</summary>
    public TaskCompletionSource Hang() => PutGate = DeleteGate = ReadGate = DescribeGate = new TaskCompletionSource();

    /// <summary>Makes a device that hung answer again, also what it was asked meanwhile.</summary>
    public void Wake()
    {
        var gate = PutGate;
        PutGate = DeleteGate = ReadGate = DescribeGate = null;
        gate?.TrySetResult();
    }

    public TaskCompletionSource? DescribeGate { get; set; }

    /// <summary>Whether what is stored from now on is lost, so that a long test needs no memory.</summary>
    public bool KeepsNothing { get; set; }

    public int ReadCount => _readCount;

    public int CancelledReadCount => _cancelledReadCount;

    public int PrefetchCount { get; private set; }

    public async ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _putCount);
        await Task.Yield();
        if (Latency is { } latency) await latency(cancellationToken);
        if (PutGate is { } gate) await gate.Task;
        if (PutFailure is { } code) throw new StorageException(code, "As told.");
        if (!KeepsNothing) Fragments[fragment.Id] = (fragment with { Payload = default }, fragment.Payload.ToArray());
    }

    public ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        ReadRefusal is { } code ? throw new StorageException(code, "As told, at once.") : ReadLaterAsync(id, offset, destination, cancellationToken);

    private async ValueTask ReadLaterAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _readCount);
        try
        {
            if (Latency is { } latency) await latency(cancellationToken);
            if (ReadGate is { } gate) await gate.Task.WaitAsync(IgnoresCancellation ? CancellationToken.None : cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelledReadCount);
            throw;
        }

        if (ReadFailure is { } code) throw new StorageException(code, "As told.");
        if (!Fragments.TryGetValue(id, out var stored)) throw new StorageException(StorageErrorCode.FragmentNotFound, "Not there.");
        stored.Payload.AsMemory(offset, destination.Length).CopyTo(destination);
    }

    public void Prefetch(FragmentId id, int offset, int length) => PrefetchCount++;

    public async ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken)
    {
        if (Latency is { } latency) await latency(cancellationToken);
        if (DeleteGate is { } gate) await gate.Task;
        foreach (var fragment in ids) Fragments.TryRemove(fragment, out _);
    }

    public ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken)
    {
        if (DescribeGate is { } gate) await gate.Task.WaitAsync(cancellationToken);
        return new DeviceStatus(1L << 40, 1L << 40, 0, Fragments.Count, IsWritable: true);
    }
}
