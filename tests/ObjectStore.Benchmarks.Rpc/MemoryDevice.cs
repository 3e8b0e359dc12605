using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Benchmarks.Rpc;

/// <summary>A device that costs nothing: takes every put, and answers every read with the same bytes, so that what is measured is the way there.</summary>
internal sealed class MemoryDevice : IFragmentDevice
{
    private readonly byte[] _bytes = new byte[2 << 20];

    public MemoryDevice() => Random.Shared.NextBytes(_bytes);

    public DeviceId Id { get; } = DeviceId.New();

    public ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        _bytes.AsSpan(offset, destination.Length).CopyTo(destination.Span);
        return ValueTask.CompletedTask;
    }

    public void Prefetch(FragmentId id, int offset, int length)
    {
    }

    public ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId id, CancellationToken cancellationToken) => ValueTask.FromResult<FragmentDescription?>(null);

    public ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken) => ValueTask.FromResult(new FragmentPage([], null));

    public ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken) => ValueTask.FromResult(new VerifyPage(0, [], null));

    public ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new DeviceStatus(1, 1, 0, 0, true));
}
