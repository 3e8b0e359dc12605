using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Simulation.Tests.Bugs;

/// <summary>A device that passes everything on; what a bug changes is overridden.</summary>
internal abstract class ForwardingDevice(IFragmentDevice inner) : IFragmentDevice
{
    public DeviceId Id => Inner.Id;

    protected IFragmentDevice Inner => inner;

    public virtual ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken) => Inner.PutAsync(fragment, cancellationToken);

    public virtual ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        Inner.ReadAsync(id, offset, destination, cancellationToken);

    public void Prefetch(FragmentId id, int offset, int length) => Inner.Prefetch(id, offset, length);

    public ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken) => Inner.DeleteAsync(ids, cancellationToken);

    public ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId id, CancellationToken cancellationToken) => Inner.TryDescribeAsync(id, cancellationToken);

    public ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken) => Inner.ListAsync(cursor, limit, cancellationToken);

    public ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken) =>
        Inner.VerifyAsync(cursor, bytesMax, cancellationToken);

    public ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken) => Inner.DescribeAsync(cancellationToken);
}
