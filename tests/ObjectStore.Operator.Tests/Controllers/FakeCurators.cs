using System.Collections.Concurrent;
using ObjectStore.AdminApi;
using ObjectStore.Cluster.Identities;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Operator.Curators;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>Curators that work as told, over catalogs in memory.</summary>
internal sealed class FakeCurators : IStoreCurators
{
    private readonly ConcurrentDictionary<EntityKey, Access> _stores = new();

    public CuratorState State { get; set; } = new(CuratorPhase.Open, "");

    public PoolInfo? Report { get; set; } = Healthy();

    /// <summary>Reports of further pools.</summary>
    public IReadOnlyList<PoolInfo> MoreReports { get; set; } = [];

    /// <summary>Names in the cluster map of pools that are told under another.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; set; } = new Dictionary<string, string>();

    public ConcurrentQueue<CuratorSettings> Started { get; } = new();

    public ConcurrentQueue<EntityKey> Kept { get; } = new();

    /// <summary>Devices whose writes fail.</summary>
    public IReadOnlySet<DeviceId> FailedDevices { get; set; } = new HashSet<DeviceId>();

    /// <summary>Devices that were to stay after all, by request.</summary>
    public ConcurrentQueue<IReadOnlyList<DeviceId>> KeptDevices { get; } = new();

    public CuratorSecrets? LastSecrets { get; private set; }

    public static PoolInfo Healthy(string state = "healthy") => new(
        "default", state, 6_000, 600, 5_000, 3, 3, new Dictionary<string, int> { ["active"] = 6 }, 0,
        [new ProfileInfo("4+2", new FaultToleranceInfo(1, 2, 2), 256, 256, 0), new ProfileInfo("1+2", new FaultToleranceInfo(1, 2, 2), 256, 256, 0)], 0, 0, 0, 0);

    /// <summary>The next commit to a store's index that puts a row of this family fails.</summary>
    public void FailNextPutOf(EntityKey store, char family) => _stores[store].Store.FailNextPutOf(family);

    public IStoreAccess Of(EntityKey store) => _stores.GetOrAdd(store, static (_, curators) => new Access(curators), this);

    public Task<CuratorState> EnsureAsync(EntityKey store, CuratorSettings settings, CuratorSecrets secrets, CancellationToken cancellationToken)
    {
        if (!Started.Contains(settings)) Started.Enqueue(settings);
        LastSecrets = secrets;
        Of(store);
        return Task.FromResult(State);
    }

    public Task<bool> KeepAsync(EntityKey store, CancellationToken cancellationToken)
    {
        if (!_stores.ContainsKey(store)) return Task.FromResult(false);
        Kept.Enqueue(store);
        return Task.FromResult(true);
    }

    public ValueTask<IStoreAccess?> FindAsync(EntityKey store, CancellationToken cancellationToken) =>
        ValueTask.FromResult(State.Phase == CuratorPhase.Open ? _stores.GetValueOrDefault(store) : (IStoreAccess?)null);

    public Task RemoveAsync(EntityKey store, CancellationToken cancellationToken)
    {
        _stores.TryRemove(store, out _);
        return Task.CompletedTask;
    }

    private sealed class Access : IStoreAccess
    {
        private readonly FakeCurators _curators;

        public Access(FakeCurators curators)
        {
            _curators = curators;
            var router = new KeymapRouter(IndexDatabases.Of(Store), TimeProvider.System);
            (Catalog, Objects) = (new Catalog(router, TimeProvider.System), new ObjectIndex(router, TimeProvider.System));
            Quotas = new BucketQuotas(router, Catalog, new MoveOptions(), TimeProvider.System);
            Identities = new IdentityCatalog(Catalog, new MasterKey(new byte[MasterKey.Size]));
        }

        public FaultyStore Store { get; } = new();

        public ICatalog Catalog { get; }

        public IObjectIndex Objects { get; }

        public IBucketQuotas Quotas { get; }

        public IdentityCatalog Identities { get; }

        public Task<DeviceRefusal?> DrainAsync(IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken) => Task.FromResult<DeviceRefusal?>(null);

        public Task<DeviceRefusal?> KeepAsync(IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken)
        {
            _curators.KeptDevices.Enqueue(devices);
            return Task.FromResult<DeviceRefusal?>(null);
        }

        public Task<DeviceRefusal?> ForgetAsync(IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken) => Task.FromResult<DeviceRefusal?>(null);

        public ValueTask<IReadOnlySet<DeviceId>> ReadFailedDevicesAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_curators.FailedDevices);

        public ValueTask<PoolList> ReadPoolsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new PoolList(now, true, Reports()));

        public ValueTask<IReadOnlyDictionary<string, string>> ReadPoolNamesAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, string>>(Reports().ToDictionary(static each => each.Name, each => _curators.Aliases.GetValueOrDefault(each.Name, each.Name)));

        private PoolInfo[] Reports() =>
            _curators.Report is { } report ? [report, .. _curators.MoreReports] : throw new StorageException(StorageErrorCode.IndexUnavailable, "The index does not answer.");
    }
}
