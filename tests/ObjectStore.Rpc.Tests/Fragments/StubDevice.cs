using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Rpc.Tests.Fragments;

/// <summary>A device that answers puts and reads when the test lets it.</summary>
internal sealed class StubDevice : IFragmentDevice
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _puts;
    private int _reads;

    public DeviceId Id { get; } = DeviceId.New();

    /// <summary>What puts and reads end with; null for success.</summary>
    public StorageErrorCode? Error { get; set; }

    /// <summary>What puts and reads throw though no device should.</summary>
    public Exception? Defect { get; set; }

    public bool IsHanging { get; set; }

    /// <summary>Puts that have arrived.</summary>
    public int Puts => Volatile.Read(ref _puts);

    /// <summary>Reads that have arrived.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public void Release() => _released.TrySetResult();

    public async ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _puts);
        await AnswerAsync(cancellationToken);
    }

    public async ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await AnswerAsync(cancellationToken);
        destination.Span.Fill(7);
    }

    public void Prefetch(FragmentId id, int offset, int length)
    {
    }

    public ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken) => new(AnswerAsync(cancellationToken));

    public async ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId id, CancellationToken cancellationToken)
    {
        await AnswerAsync(cancellationToken);
        return null;
    }

    public ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new DeviceStatus(1, 1, 1, 1, true));

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        if (IsHanging) await _released.Task.WaitAsync(cancellationToken);
        if (Defect is not null) throw Defect;
        if (Error is { } code) throw new StorageException(code, $"The device says {code}.");
    }
}
