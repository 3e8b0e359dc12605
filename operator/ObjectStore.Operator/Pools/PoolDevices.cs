using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Topology;
using ObjectStore.Kubernetes.Events;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Curators;

namespace ObjectStore.Operator.Pools;

/// <summary>Has devices emptied, kept and forgotten as Kubernetes nodes say. What is refused is told by an event, and tried again.</summary>
internal sealed class PoolDevices(OwnedCaches caches, EventPublisher events)
{
    /// <summary>Brings the cluster map to what is asked of the devices of a pool.</summary>
    /// <param name="pool">The pool, which is told of in events.</param>
    /// <param name="name">Its name in the map.</param>
    /// <param name="access">Its store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReconcileAsync(V1Alpha1StoragePool pool, PoolName name, IStoreAccess access, CancellationToken cancellationToken)
    {
        // Without a list of nodes all would seem to be gone.
        if (!caches.Nodes.HasSynced) return;
        var nodes = caches.Nodes.List().ToDictionary(static node => node.Metadata.Name!, StringComparer.Ordinal);
        try
        {
            var map = await access.Catalog.GetClusterMapAsync(cancellationToken);
            var wishes = DeviceWishes.Of([.. map.Devices.Where(device => device.Pool == name)], nodes);
            foreach (var (node, devices) in wishes.Drain)
            {
                var refusal = await access.DrainAsync(devices, cancellationToken);
                await TellAsync(pool, refusal, "DrainRefused", $"The devices of the pool on the Kubernetes node {node} cannot be emptied", "DrainBegun", $"The devices of the pool on the Kubernetes node {node} are being emptied.", cancellationToken);
            }

            if (wishes.Keep.Count > 0) await KeepAsync(access, wishes.Keep, cancellationToken);
            if (wishes.Forget.Count > 0) await ForgetAsync(pool, access, wishes.Forget, cancellationToken);
        }
        catch (StorageException)
        {
            // The status says that the index does not answer; all of it is tried again.
        }
    }

    /// <summary>Those that work: a disk that fails is emptied whatever the annotation says, and holds up no other.</summary>
    private static async Task KeepAsync(IStoreAccess access, IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken)
    {
        var failed = await access.ReadFailedDevicesAsync(cancellationToken);
        DeviceId[] sound = [.. devices.Where(device => !failed.Contains(device))];
        if (sound.Length > 0) await access.KeepAsync(sound, cancellationToken);
    }

    private async Task ForgetAsync(V1Alpha1StoragePool pool, IStoreAccess access, IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken)
    {
        if (await access.ForgetAsync(devices, cancellationToken) is not null) return;
        await events(pool, "DevicesForgotten", $"{devices.Count} devices that were given up, on Kubernetes nodes that are gone, are forgotten.", EventType.Normal, cancellationToken);
    }

    private Task TellAsync(V1Alpha1StoragePool pool, DeviceRefusal? refusal, string refusedReason, string refused, string doneReason, string done, CancellationToken cancellationToken) => refusal is null
        ? events(pool, doneReason, done, EventType.Normal, cancellationToken)
        : events(pool, refusedReason, $"{refused}: {refusal.Reason}", EventType.Warning, cancellationToken);
}
