using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Simulation.Tests.Cluster;

namespace ObjectStore.Simulation.Tests.Network;

/// <summary>A device of a node as a gateway or the curator sees it: behind the network. Bytes are copied as they are sent, as a network does.</summary>
internal sealed class RemoteDevice(SimulatedCluster cluster, SimulatedProcess caller, DeviceId id) : IFragmentDevice
{
    public DeviceId Id => id;

    public ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken)
    {
        var sent = fragment with { Payload = fragment.Payload.ToArray(), Owner = fragment.Owner.ToArray() };
        return new ValueTask(CallAsync(
            $"put {fragment.Id}",
            async device =>
            {
                await device.PutAsync(sent, CancellationToken.None);
                return true;
            },
            cancellationToken));
    }

    public async ValueTask ReadAsync(FragmentId fragment, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var read = await CallAsync(
            $"read {fragment} {offset}+{destination.Length}",
            async device =>
            {
                var bytes = new byte[destination.Length];
                await device.ReadAsync(fragment, offset, bytes, CancellationToken.None);
                return bytes;
            },
            cancellationToken);
        read.CopyTo(destination);
    }

    public void Prefetch(FragmentId fragment, int offset, int length)
    {
        // A hint that this network does not pass on.
    }

    public ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken)
    {
        FragmentId[] sent = [.. ids];
        return new ValueTask(CallAsync(
            $"delete {sent.Length} {(sent.Length > 0 ? sent[0] : default)}",
            async device =>
            {
                await device.DeleteAsync(sent, CancellationToken.None);
                return true;
            },
            cancellationToken));
    }

    public ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId fragment, CancellationToken cancellationToken) =>
        new(CallAsync($"describe {fragment}", device => device.TryDescribeAsync(fragment, CancellationToken.None).AsTask(), cancellationToken));

    public ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken) =>
        new(CallAsync("list", device => device.ListAsync(cursor, limit, CancellationToken.None).AsTask(), cancellationToken));

    public ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken) =>
        new(CallAsync("verify", device => device.VerifyAsync(cursor, bytesMax, CancellationToken.None).AsTask(), cancellationToken));

    public ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken) =>
        new(CallAsync("status", device => device.DescribeAsync(CancellationToken.None).AsTask(), cancellationToken));

    private Task<T> CallAsync<T>(string what, Func<IFragmentDevice, Task<T>> call, CancellationToken cancellationToken)
    {
        var node = cluster.NodeOf(id);
        return cluster.Network.CallAsync(
            caller,
            () => node?.Process,
            node?.Name ?? "nobody",
            $"{SimulatedCluster.NameOf(id)} {what}",
            StorageErrorCode.DeviceUnavailable,
            () => call(node!.Serve(id)),
            cancellationToken);
    }
}
