using System.Buffers.Binary;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Objects;
using ObjectStore.Placement;
using ObjectStore.Testing;
using Xunit;

namespace ObjectStore.Index.Tests.Catalog;

public sealed class ClusterMapRowsTests : IAsyncDisposable
{
    private static readonly KeyRange All = RowKeys.AllOf(RowFamily.ClusterMap);

    private readonly InMemoryOrderedStore _store = new();
    private readonly ICatalog _catalog;

    public ClusterMapRowsTests() => _catalog = TestCatalog.Over(_store);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>Goal: a cluster may grow past what one value holds, and shrink again. Method: maps of 10, 1,000 and 10 nodes, one after another.</summary>
    [Fact]
    public async Task TryStore_ThousandNodesOfTenDevices_IsGivenBackWhole()
    {
        foreach (var (epoch, nodes) in new[] { (1UL, 10), (2UL, 1_000), (3UL, 1_300), (4UL, 1_000), (5UL, 10) })
        {
            var map = MapOf(epoch, nodes);

            Assert.True(await _catalog.TryStoreClusterMapAsync(map, Cancel));

            var read = await _catalog.GetClusterMapAsync(Cancel);
            Assert.Equal((map.Epoch, map.Devices.Count, map.Groups.Count), (read.Epoch, read.Devices.Count, read.Groups.Count));
            Assert.True(ClusterMapCodec.Encode(RowKeys.ClusterMap(), map).Span.SequenceEqual(ClusterMapCodec.Encode(RowKeys.ClusterMap(), read).Span));
            var rows = await _store.ScanAsync(All, 100, reverse: false, Cancel);
            Assert.True(nodes > 10 ? rows.Count > 3 : rows.Count == 1, $"{nodes} nodes: {rows.Count} rows");
            Assert.All(rows, static row => Assert.InRange(row.Value.Length, 1, OrderedStoreLimits.ValueBytesMax));
        }
    }

    /// <summary>Goal: who asks every second costs the database no more than a row. Method: another process changes the map.</summary>
    [Fact]
    public async Task Get_MapHasNotChanged_ReadsItsFirstRowOnly()
    {
        var counting = new CountingStore(_store);
        var reader = TestCatalog.Over(counting);
        await _catalog.TryStoreClusterMapAsync(MapOf(1, 1_000), Cancel);

        var first = await reader.GetClusterMapAsync(Cancel);
        Assert.Equal(1, counting.Scans);
        Assert.Same(first, await reader.GetClusterMapAsync(Cancel));
        Assert.Equal(1, counting.Scans);

        await _catalog.TryStoreClusterMapAsync(MapOf(2, 1_010), Cancel);
        var second = await reader.GetClusterMapAsync(Cancel);
        Assert.Equal((2UL, 10_100), (second.Epoch.Value, second.Devices.Count));
        Assert.Equal(2, counting.Scans);
    }

    [Fact]
    public async Task TryStore_LargeMapWithPools_IsGivenBackWithThem()
    {
        var plain = MapOf(1, 1_000);
        var map = new ClusterMap(plain.Epoch, [.. plain.Devices.Select(static (device, i) => device with { Pool = new PoolName(i % 3 == 0 ? "cold" : "warm") })], plain.Groups);

        Assert.True(await _catalog.TryStoreClusterMapAsync(map, Cancel));

        var read = await _catalog.GetClusterMapAsync(Cancel);
        Assert.Equal(map.Devices, read.Devices);
        Assert.Equal(["cold", "default", "warm"], read.Pools.Select(static pool => pool.Value));
    }

    [Fact]
    public async Task TryStore_EpochIsNotTheNext_ChangesNothing()
    {
        Assert.True(await _catalog.TryStoreClusterMapAsync(MapOf(1, 1_000), Cancel));
        var before = await _store.ScanAsync(All, 100, reverse: false, Cancel);

        Assert.False(await _catalog.TryStoreClusterMapAsync(MapOf(1, 10), Cancel));
        Assert.False(await _catalog.TryStoreClusterMapAsync(MapOf(3, 10), Cancel));

        Assert.Equal(before, await _store.ScanAsync(All, 100, reverse: false, Cancel));
    }

    [Fact]
    public async Task TryDecode_PageMissingDamagedOrOfAnotherEpoch_IsFalse()
    {
        Assert.True(await _catalog.TryStoreClusterMapAsync(MapOf(1, 1_000), Cancel));
        var old = await _store.ScanAsync(All, 100, reverse: false, Cancel);
        Assert.True(await _catalog.TryStoreClusterMapAsync(MapOf(2, 1_000), Cancel));
        var rows = await _store.ScanAsync(All, 100, reverse: false, Cancel);
        Assert.True(ClusterMapRows.TryDecode(rows, out _));

        for (var i = 0; i < rows.Count; i++)
        {
            Assert.False(ClusterMapRows.TryDecode([.. rows.Where((_, at) => at != i)], out _), $"without row {i}");
            Assert.False(ClusterMapRows.TryDecode([.. rows.Select((row, at) => at == i ? old[i] : row)], out _), $"with the old row {i}");
            Assert.False(ClusterMapRows.TryDecode([.. rows.Select((row, at) => at == i ? Damaged(row) : row)], out _), $"with row {i} damaged");
        }

        Assert.False(ClusterMapRows.TryDecode([.. rows, rows[^1]], out _));
        Assert.False(ClusterMapRows.TryDecode([], out _));
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Put_LargeMap_GivesTheGoldenHead()
    {
        var commit = new CommitBuilder();
        ClusterMapRows.Put(commit, MapOf(7, 1_000), storedPages: 0);
        var puts = commit.Build().Puts;

        Golden.Check("index/cluster-map-head.v3.hex", puts[0].Key.Span, puts[0].Value.Span);
        Golden.Check("index/cluster-map-last-page.v3.hex", puts[^1].Key.Span, Cut(puts[^1]));

        // Half a megabyte of hexadecimal digits is not worth a file: the fields before the bytes, and their checksum.
        static byte[] Cut(KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> row) => [.. row.Value.Span[..12], .. row.Value.Span[^4..]];
    }

    private static Row Damaged(Row row)
    {
        var value = row.Value.ToArray();
        value[value.Length / 2] ^= 1;
        return row with { Value = value };
    }

    private static ClusterMap MapOf(ulong epoch, int nodes)
    {
        var devices = Enumerable.Range(0, nodes * 10).Select(static i => new Device(IdOf(i), new NodeName($"storage-node-{i / 10:d4}"), new ZoneName($"zone-{i / 10 % 3}"), DeviceState.Active, 16L << 40)).ToArray();
        var groups = new List<PlacementGroup>();
        foreach (var profile in new[] { new ErasureProfile(4, 2), ErasureProfile.Replicated })
        {
            // Sixteen places on each device in groups of six, as docs/scaling.md says, and as many groups of copies.
            for (var i = 0; i < nodes * 160 / 6; i++)
                groups.Add(new PlacementGroup(new PlacementGroupId((uint)groups.Count + 1), new Epoch(epoch), profile, [.. Enumerable.Range(0, profile.FragmentCount).Select(place => devices[(i * 7 + place * 11) % devices.Length].Id)]));
        }

        return new ClusterMap(new Epoch(epoch), devices, groups);
    }

    private static DeviceId IdOf(int number)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number + 1);
        return new DeviceId(new Guid(bytes, bigEndian: true));
    }
}
