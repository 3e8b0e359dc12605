using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Placement;

namespace ObjectStore.Index.Tests.Verification;

/// <summary>Devices that hold every fragment but those that a test takes away. Only what the verification calls is there.</summary>
internal sealed class FakeDevices : IFragmentDevices
{
    private readonly Dictionary<DeviceId, FakeDevice> _devices = [];

    public FakeDevices(ErasureProfile profile)
    {
        for (var i = 0; i < profile.FragmentCount; i++)
        {
            var id = new DeviceId(Guid.NewGuid());
            _devices[id] = new FakeDevice(id);
        }

        var devices = _devices.Keys.Select((id, i) => new Device(id, new NodeName("node"), new ZoneName($"{i % 3}"), DeviceState.Active, 1)).ToArray();
        Map = new ClusterMap(new Epoch(1), devices, [new PlacementGroup(Group, new Epoch(1), profile, [.. _devices.Keys])]);
    }

    public static PlacementGroupId Group { get; } = new(1);

    public ClusterMap Map { get; }

    /// <summary>Fragments that are not there.</summary>
    public HashSet<FragmentId> Missing { get; } = [];

    /// <summary>Fragments whose header is damaged.</summary>
    public HashSet<FragmentId> Damaged { get; } = [];

    /// <summary>Positions in the group of devices that do not answer.</summary>
    public HashSet<int> Unreachable { get; } = [];

    /// <summary>Run before every answer.</summary>
    public Func<Task>? BeforeDescribe { get; set; }

    public IFragmentDevice? Find(DeviceId id)
    {
        if (Unreachable.Contains(Map.Groups[0].Devices.ToList().IndexOf(id))) return null;
        var device = _devices[id];
        device.Owner = this;
        return device;
    }

    private sealed class FakeDevice(DeviceId id) : IFragmentDevice
    {
        public DeviceId Id => id;

        public FakeDevices Owner { get; set; } = null!;

        public async ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId fragment, CancellationToken cancellationToken)
        {
            if (Owner.BeforeDescribe is { } act) await act();
            if (Owner.Damaged.Contains(fragment)) throw new StorageException(StorageErrorCode.CorruptFragment, "Damaged.");
            return Owner.Missing.Contains(fragment) ? null : new FragmentDescription(fragment, Group, new Epoch(1), ErasureProfile.Replicated, 1, 1, default);
        }

        public ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask ReadAsync(FragmentId fragment, int offset, Memory<byte> destination, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Prefetch(FragmentId fragment, int offset, int length) => throw new NotSupportedException();

        public ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
