using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Rows;
using ObjectStore.Placement;

namespace ObjectStore.Index.Catalog;

/// <summary>
/// The row of the cluster map; docs/format/index.md §8. A group names a device by its position in the list, or by id when it is not there. Version 2
/// added times, leaving devices, moves and stand-ins; a reader of version 1 must not read it, because it would not know where moved fragments lie. Version 4, written only when a
/// device or group is of another pool than <c>default</c>, added pools; a reader of version 2 would plan groups across them. (Version 3 is that of heads and pages.)
/// </summary>
internal static class ClusterMapCodec
{
    /// <summary>The newest version.</summary>
    public const byte Version = 4;

    private const byte WithoutPoolsVersion = 2;
    private const byte PagedVersion = 3;
    private const byte IsLeavingFlag = 1;
    private const int DeviceIdBytes = 16;
    private const int DeviceBytesMin = DeviceIdBytes + 4;
    private const int GroupBytesMin = 5;
    private const int MoveBytesMin = 2;
    private const int PoolBytesMin = 2;
    private const int DeviceSizeHint = 64;
    private const int GroupSizeHint = 16;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, ClusterMap map)
    {
        var pools = map.Pools.All(static pool => pool == PoolName.Default) ? [] : map.Pools;
        var version = pools.Count == 0 ? WithoutPoolsVersion : Version;
        var writer = new RowWriter(RowFamily.ClusterMap, version, version, map.Devices.Count * DeviceSizeHint + map.Groups.Count * GroupSizeHint);
        writer.Number(map.Epoch.Value);
        WritePools(ref writer, pools);
        writer.Number(map.Devices.Count);
        var positions = new Dictionary<DeviceId, int>();
        foreach (var device in map.Devices)
        {
            positions.Add(device.Id, positions.Count);
            Write(ref writer, device);
            WritePool(ref writer, device.Pool, pools);
        }

        writer.Number(map.Groups.Count);
        foreach (var group in map.Groups)
        {
            Write(ref writer, group, positions);
            WritePool(ref writer, group.Pool, pools);
        }

        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out ClusterMap map)
    {
        map = ClusterMap.Empty;
        if (!RowReader.TryOpen(RowFamily.ClusterMap, Version, rowKey, value, out var reader) || reader.FormatVersion == PagedVersion) return false;
        var epoch = new Epoch(reader.Number(ulong.MaxValue));
        var pools = ReadPools(ref reader);
        var devices = new Device[reader.Count(DeviceBytesMin)];
        for (var i = 0; i < devices.Length && reader.IsGood; i++) devices[i] = ReadDevice(ref reader) with { Pool = ReadPool(ref reader, pools) };
        var groups = new PlacementGroup[reader.Count(GroupBytesMin)];
        for (var i = 0; i < groups.Length && reader.IsGood; i++) groups[i] = ReadGroup(ref reader, devices) with { Pool = ReadPool(ref reader, pools) };
        if (!reader.IsComplete || HasDuplicates(devices, groups)) return false;
        map = new ClusterMap(epoch, devices, groups);
        return true;
    }

    private static void WritePools(ref RowWriter writer, IReadOnlyList<PoolName> pools)
    {
        if (pools.Count == 0) return;
        writer.Number(pools.Count);
        foreach (var pool in pools) writer.Text(pool.Value);
    }

    private static void WritePool(ref RowWriter writer, PoolName pool, IReadOnlyList<PoolName> pools)
    {
        for (var i = 0; i < pools.Count; i++)
        {
            if (pools[i] == pool) writer.Number(i);
        }
    }

    /// <summary>The names, ascending; none in a map from before there were several.</summary>
    private static PoolName[] ReadPools(ref RowReader reader)
    {
        if (reader.FormatVersion < Version) return [];
        var pools = new PoolName[reader.Count(PoolBytesMin)];
        for (var i = 0; i < pools.Length && reader.IsGood; i++)
        {
            pools[i] = new PoolName(reader.Text());
            reader.Require(pools[i].Value.Length > 0 && (i == 0 || string.CompareOrdinal(pools[i - 1].Value, pools[i].Value) < 0));
        }

        reader.Require(pools.Length > 0);
        return pools;
    }

    private static PoolName ReadPool(ref RowReader reader, PoolName[] pools)
    {
        if (pools.Length == 0) return PoolName.Default;
        return pools[reader.Number(pools.Length - 1)];
    }

    private static void Write(ref RowWriter writer, Device device)
    {
        device.Id.Value.TryWriteBytes(writer.Take(DeviceIdBytes), bigEndian: true, out _);
        writer.Text(device.Node.Value);
        writer.Text(device.Zone.Value);
        writer.Byte((byte)device.State);
        writer.Number(device.CapacityBytes);
        writer.Time(device.Since);
        writer.Byte(device.IsLeaving ? IsLeavingFlag : (byte)0);
    }

    private static Device ReadDevice(ref RowReader reader)
    {
        var id = ReadDeviceId(ref reader);
        var node = new NodeName(reader.Text());
        var zone = new ZoneName(reader.Text());
        var state = (DeviceState)reader.Byte();
        reader.Require(Enum.IsDefined(state));
        var device = new Device(id, node, zone, state, reader.Number(long.MaxValue));
        if (reader.FormatVersion < 2) return device;
        device = device with { Since = reader.Time() };
        var flags = reader.Byte();
        reader.Require(flags <= IsLeavingFlag);
        return device with { IsLeaving = flags == IsLeavingFlag };
    }

    private static void Write(ref RowWriter writer, PlacementGroup group, Dictionary<DeviceId, int> positions)
    {
        writer.Number(group.Id.Value);
        writer.Number(group.Epoch.Value);
        writer.Byte(group.Profile.DataFragments);
        writer.Byte(group.Profile.ParityFragments);
        writer.Number(group.Devices.Count);
        foreach (var device in group.Devices) Write(ref writer, device, positions);
        writer.Byte(group.StandsInFor?.DataFragments ?? 0);
        writer.Byte(group.StandsInFor?.ParityFragments ?? 0);
        writer.Number(group.Moves.Count);
        foreach (var move in group.Moves)
        {
            writer.Number(move.Position);
            Write(ref writer, move.From, positions);
        }
    }

    private static void Write(ref RowWriter writer, DeviceId member, Dictionary<DeviceId, int> positions)
    {
        var isListed = positions.TryGetValue(member, out var position);
        writer.Number(isListed ? position + 1 : 0);
        if (!isListed) member.Value.TryWriteBytes(writer.Take(DeviceIdBytes), bigEndian: true, out _);
    }

    private static PlacementGroup ReadGroup(ref RowReader reader, Device[] devices)
    {
        var id = new PlacementGroupId((uint)reader.Number((ulong)uint.MaxValue));
        var epoch = new Epoch(reader.Number(ulong.MaxValue));
        var profile = new ErasureProfile(reader.Byte(), reader.Byte());
        reader.Require(ErasureProfile.IsValid(profile.DataFragments, profile.ParityFragments));
        var members = new DeviceId[reader.Count(1)];
        for (var i = 0; i < members.Length && reader.IsGood; i++) members[i] = ReadMember(ref reader, devices);
        var group = new PlacementGroup(id, epoch, profile, members);
        return reader.FormatVersion < 2 ? group : group with { StandsInFor = ReadStandIn(ref reader), Moves = ReadMoves(ref reader, devices, members.Length) };
    }

    private static ErasureProfile? ReadStandIn(ref RowReader reader)
    {
        var profile = new ErasureProfile(reader.Byte(), reader.Byte());
        if (profile == default) return null;
        reader.Require(ErasureProfile.IsValid(profile.DataFragments, profile.ParityFragments));
        return profile;
    }

    private static GroupMove[] ReadMoves(ref RowReader reader, Device[] devices, int memberCount)
    {
        var moves = new GroupMove[reader.Count(MoveBytesMin)];
        for (var i = 0; i < moves.Length && reader.IsGood; i++)
        {
            var position = reader.Number(Math.Max(0, memberCount - 1));
            moves[i] = new GroupMove(position, ReadMember(ref reader, devices));
            reader.Require(i == 0 || position > moves[i - 1].Position);
        }

        return moves;
    }

    private static DeviceId ReadMember(ref RowReader reader, Device[] devices)
    {
        var position = reader.Number(devices.Length);
        return position == 0 ? ReadDeviceId(ref reader) : devices[position - 1].Id;
    }

    private static DeviceId ReadDeviceId(ref RowReader reader) =>
        reader.Raw(DeviceIdBytes) is { Length: DeviceIdBytes } bytes ? new DeviceId(new Guid(bytes, bigEndian: true)) : default;

    private static bool HasDuplicates(Device[] devices, PlacementGroup[] groups) =>
        devices.DistinctBy(static device => device.Id).Count() != devices.Length || groups.DistinctBy(static group => group.Id).Count() != groups.Length;
}
