using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure;
using ObjectStore.Extents;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;
using ObjectStore.Simulation.Tests.Cluster;
using ObjectStore.Simulation.Tests.Workload;

namespace ObjectStore.Simulation.Tests.Checks;

/// <summary>Compares what the disks hold with what the index names, past all networks: every stripe whole, where it belongs, its fragments agreeing; nothing else.</summary>
internal sealed class WholenessCheck(SimulatedCluster cluster)
{
    private readonly KeymapRouter _router = cluster.DirectRouter();
    private readonly HashSet<(DeviceId, FragmentId)> _expected = [];
    private readonly List<string> _missing = [];

    /// <summary>What is missing, damaged or in disagreement; empty when redundancy is full.</summary>
    public async Task<IReadOnlyList<string>> FindMissingAsync()
    {
        var index = new ObjectIndex(_router, cluster.World.Clock);
        var catalog = new Catalog(_router, cluster.World.Clock);
        var map = await catalog.GetClusterMapAsync(CancellationToken.None);
        if (await catalog.GetBucketAsync(SimulatedClient.Bucket, CancellationToken.None) is not { } bucket) return _missing;
        var listing = await index.ListAsync(bucket.Id, new ObjectListQuery(default, default, default, 1000), CancellationToken.None);
        foreach (var listed in listing.Objects)
        {
            var record = await index.GetAsync(bucket.Id, listed.Key, CancellationToken.None);
            foreach (var run in await RunsOfAsync(index, bucket.Id, listed.Key, record!))
            {
                CheckPool(map, run, record!, listed.Key);
                for (var i = 0; i < run.StripeCount; i++) await CheckAsync(map, run, i, listed.Key);
            }
        }

        return _missing;
    }

    /// <summary>What is left over; after <see cref="FindMissingAsync"/>.</summary>
    public async Task<IReadOnlyList<string>> FindLeftOversAsync()
    {
        var leftOvers = new List<string>();
        foreach (var device in cluster.Nodes.SelectMany(node => node.Disks).Select(disk => disk.Device).OfType<ExtentDevice>())
        {
            for (DeviceCursor? cursor = DeviceCursor.Start; cursor is { } at;)
            {
                var page = await device.ListAsync(at, 100, CancellationToken.None);
                leftOvers.AddRange(page.Fragments.Where(fragment => !_expected.Contains((device.Id, fragment.Id))).Select(fragment => $"{fragment.Id} on {SimulatedCluster.NameOf(device.Id)}"));
                cursor = page.Next;
            }
        }

        return leftOvers;
    }

    private static async Task<IReadOnlyList<StripeRun>> RunsOfAsync(ObjectIndex index, BucketId bucket, ObjectKey key, ObjectRecord record)
    {
        if (record.Upload is not { } upload) return record.Runs;
        var parts = await index.ListPartsAsync(bucket, key, upload, 0, 1000, CancellationToken.None);
        return [.. parts.SelectMany(part => part.Runs)];
    }

    /// <summary>What was moved or written to a class lies in its pool; parts go before the object, so that what is on its way may be there already.</summary>
    private void CheckPool(ClusterMap map, StripeRun run, ObjectRecord record, ObjectKey key)
    {
        var expected = record.StorageClass == ClusterShape.ColdClass ? ClusterShape.ColdPool : map.DefaultPool;
        var found = map.FindGroup(run.Group)?.Pool;
        if (found != expected && record.Upload is null) _missing.Add($"{key}: of class {record.StorageClass} in pool {found}");
    }

    private async Task CheckAsync(ClusterMap map, StripeRun run, int stripeIndex, ObjectKey key)
    {
        var stripe = run.First.Plus(stripeIndex);
        var layout = new StripeLayout(run.Profile, stripeIndex == run.StripeCount - 1 ? run.LastStripeBytes : run.StripeBytes);
        if (map.FindGroup(run.Group) is not { } group)
        {
            _missing.Add($"{key}: the map has no group {run.Group}");
            return;
        }

        var bytes = new byte[layout.TotalBytes];
        var isWhole = true;
        for (var i = 0; i < run.Profile.FragmentCount; i++)
        {
            var fragment = new FragmentId(stripe, (byte)i);
            _expected.Add((group.Devices[i], fragment));
            isWhole &= await TryReadAsync(group.Devices[i], fragment, bytes.AsMemory(i * layout.FragmentBytes, layout.FragmentBytes), key);
        }

        if (isWhole && !Agree(layout, bytes)) _missing.Add($"{key}: the fragments of {stripe} do not agree");
    }

    private async Task<bool> TryReadAsync(DeviceId id, FragmentId fragment, Memory<byte> destination, ObjectKey key)
    {
        var device = cluster.NodeOf(id)?.Disks.FirstOrDefault(disk => disk.Id == id)?.Device;
        try
        {
            if (device is null) throw new StorageException(StorageErrorCode.DeviceUnavailable, "It is gone.");
            await device.ReadAsync(fragment, 0, destination, CancellationToken.None);
            return true;
        }
        catch (StorageException exception)
        {
            _missing.Add($"{key}: {fragment} on {SimulatedCluster.NameOf(id)}: {exception.Code}");
            return false;
        }
    }

    private static bool Agree(StripeLayout layout, byte[] bytes)
    {
        if (layout.Profile.DataFragments == 1)
        {
            for (var i = 1; i < layout.Profile.FragmentCount; i++)
            {
                if (!bytes.AsSpan(0, layout.FragmentBytes).SequenceEqual(bytes.AsSpan(i * layout.FragmentBytes, layout.FragmentBytes))) return false;
            }

            return true;
        }

        var parity = new byte[layout.TotalBytes - layout.ParityOffset];
        ErasureCodec.For(layout.Profile).Encode(bytes.AsSpan(0, layout.ParityOffset), parity, layout.FragmentBytes);
        return bytes.AsSpan(layout.ParityOffset).SequenceEqual(parity);
    }
}
