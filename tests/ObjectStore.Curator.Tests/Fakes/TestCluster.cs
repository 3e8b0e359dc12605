using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Garbage;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Rebalance;
using ObjectStore.Curator.Rebuild;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Scrub;
using ObjectStore.Curator.Sweep;
using ObjectStore.Curator.Topology;
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Placement;
using ObjectStore.Testing;
using Xunit;

namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>
/// A store of three zones with two devices each, 4+2 and 1+2, in memory: a writer in place of the gateway, the real index and the real curator. Knows what
/// every stripe that a row names must look like.
/// </summary>
internal sealed class TestCluster : IDisposable
{
    public static readonly ErasureProfile FourPlusTwo = new(4, 2);
    public static readonly CuratorOptions SmallPages = new()
    {
        Garbage = new GarbageOptions { PageEntries = 3, BatchFragments = 4, FragmentsPerSecond = 10_000_000 },
        Sweep = new SweepOptions { PageFragments = 7, FragmentsPerSecond = 10_000_000, QuestionsInParallel = 2, DevicesInParallel = 2 },
        Scrub = new ScrubOptions { StepBytes = 4096, BytesPerSecondPerDevice = 100_000_000_000 },
        Repair = new RepairOptions { StripesInParallel = 2, BytesPerSecond = 100_000_000_000 },
        Rebuild = new RebuildOptions { PageFragments = 7, QuestionsInParallel = 2 },
        Rebalance = new RebalanceOptions { PageFragments = 7, DevicesInParallel = 2, VerificationsInParallel = 2 },
    };

    private bool _keepsVersions;
    private readonly InMemoryOrderedStore _store = new();
    private readonly Random _random;
    private readonly CuratorOptions _options;
    private readonly Dictionary<StripeId, WrittenStripe> _live = [];
    private readonly Dictionary<string, IReadOnlyList<StripeId>> _stripesOfKey = [];
    private Observations _observations = new();
    private ServiceProvider _services;
    private int _devicesMade;

    public TestCluster(int seed, CuratorOptions? options = null)
    {
        _random = new Random(seed);
        _options = options ?? SmallPages;
        Index = new ObjectIndex(new KeymapRouter(IndexDatabases.Of(_store), Time), Time);
        Catalog = TestCatalog.Over(_store, Time);
        _services = BuildCurator();
    }

    public SteppedTimeProvider Time { get; } = new();

    public KillSwitch Kill { get; } = new();

    public InMemoryFragmentDevices Devices { get; } = new();

    /// <summary>The clock of the database, where it has one of its own.</summary>
    public Func<DateTimeOffset?> DatabaseClock { get; set; } = static () => null;

    /// <summary>The index as a gateway sees it: never killed.</summary>
    public IObjectIndex Index { get; }

    /// <summary>The catalog as a gateway sees it: never killed.</summary>
    public ICatalog Catalog { get; }

    public ClusterMap Map { get; private set; } = ClusterMap.Empty;

    public BucketRecord Bucket { get; } = new("bucket", new BucketId(7), "owner", DateTimeOffset.UnixEpoch, "us-east-1");

    public List<string> Violations { get; } = [];

    public IReadOnlyCollection<WrittenStripe> LiveStripes => _live.Values;

    public IReadOnlyCollection<string> Keys => _stripesOfKey.Keys;

    public CuratorService Curator => _services.GetRequiredService<CuratorService>();

    /// <summary>Events that the curator logged as errors.</summary>
    public IReadOnlyCollection<int> ErrorEvents => _observations.Logged(LogLevel.Error);

    /// <summary>Events that the curator logged for information.</summary>
    public IReadOnlyCollection<int> InformationEvents => _observations.Logged(LogLevel.Information);

    public DeviceAdministration Administration => _services.GetRequiredService<DeviceAdministration>();

    public IDamageReports Damage => _services.GetRequiredService<IDamageReports>();

    public static async Task<TestCluster> CreateAsync(int seed, CuratorOptions? options = null)
    {
        var cluster = new TestCluster(seed, options);
        await cluster.Catalog.CreateBucketAsync(cluster.Bucket, default);
        var devices = Enumerable.Range(0, 6).Select(i => cluster.MakeDevice(new ZoneName(((char)('a' + i / 2)).ToString()), new NodeName($"node-{i}"))).ToArray();
        await cluster.StoreMapAsync(PlacementPlanner.Plan(
            ClusterMap.Empty, new PlacementRequirements { Profiles = [FourPlusTwo, ErasureProfile.Replicated], Devices = devices }));
        return cluster;
    }

    /// <summary>A curator that knows nothing but what is stored.</summary>
    public void RestartCurator(int killAt = int.MaxValue, bool afterEffect = false)
    {
        _services.Dispose();
        _services = BuildCurator();
        Kill.Restart(killAt, afterEffect);
    }

    public Task<JobResult> RunAsync(string job) => Curator.RunNowAsync(job, CancellationToken.None);

    /// <summary>Everything that the curator does, with time passing, until nothing is left to do.</summary>
    public async Task RunToQuiescenceAsync()
    {
        foreach (var wait in new[] { TimeSpan.FromMinutes(20), TimeSpan.FromHours(25), TimeSpan.FromHours(25), TimeSpan.FromHours(25) })
        {
            Time.Advance(wait);
            foreach (var job in new[] { JobNames.Garbage, JobNames.Rebuild, JobNames.Scrub, JobNames.Repair, JobNames.Sweep, JobNames.Repair }) await RunAsync(job);
        }
    }

    public async Task<IReadOnlyList<StripeRun>> PutAsync(string key, ErasureProfile profile, int stripeCount)
    {
        var owner = new FragmentOwner(Bucket.Id, ObjectKey.From(key), null, 0);
        var (runs, stripes) = await WriteStripesAsync(owner, profile, stripeCount);
        Forget(key);
        var record = new ObjectRecord
        {
            Size = runs.Sum(run => run.Bytes),
            ETag = new string('a', 32),
            LastModified = Time.GetUtcNow(),
            OwnerId = "owner",
            Runs = runs,
        };
        Assert.Equal(WriteOutcome.Applied, await Index.PutAsync(Bucket.Id, owner.Key, record, WriteCondition.None, default));
        Remember(key, stripes);
        return runs;
    }

    public async Task PutMultipartAsync(string key, int partCount, bool isCompleted)
    {
        var objectKey = ObjectKey.From(key);
        var upload = UploadId.New(Time.GetUtcNow());
        await Index.CreateUploadAsync(Bucket.Id, objectKey, new UploadRecord { Id = upload, InitiatedAt = Time.GetUtcNow(), OwnerId = "owner" }, default);
        var stripes = new List<WrittenStripe>();
        var parts = new List<PartRecord>();
        for (var number = 1; number <= partCount; number++)
        {
            var (runs, written) = await WriteStripesAsync(new FragmentOwner(Bucket.Id, objectKey, upload, (ushort)number), FourPlusTwo, 2);
            stripes.AddRange(written);
            parts.Add(new PartRecord
            {
                PartNumber = number,
                Size = runs.Sum(run => run.Bytes),
                ETag = new string('b', 32),
                LastModified = Time.GetUtcNow(),
                Runs = runs,
            });
            Assert.Equal(WriteOutcome.Applied, await Index.PutPartAsync(Bucket.Id, objectKey, upload, parts[^1], default));
        }

        if (!isCompleted)
        {
            Assert.Equal(WriteOutcome.Applied, await Index.AbortUploadAsync(Bucket.Id, objectKey, upload, default));
            return;
        }

        Forget(key);
        var record = new ObjectRecord
        {
            Size = parts.Sum(part => part.Size),
            ETag = new string('c', 32) + "-" + partCount,
            LastModified = Time.GetUtcNow(),
            OwnerId = "owner",
            Upload = upload,
            Parts = [.. parts.Select(part => new PartSpan((ushort)part.PartNumber, 1, part.Size))],
        };
        var eTags = parts.Select(part => KeyValuePair.Create(part.PartNumber, part.ETag)).ToArray();
        Assert.Equal(WriteOutcome.Applied, await Index.CompleteUploadAsync(Bucket.Id, objectKey, record, eTags, WriteCondition.None, default));
        Remember(key, stripes);
    }

    /// <summary>Enables versioning: from now on nothing is covered by what is written, and all of it has to stay.</summary>
    public async Task KeepVersionsAsync()
    {
        Assert.NotNull(await Catalog.ChangeRulesAsync(Bucket, static rules => rules with { Versioning = BucketVersioning.Enabled }, default));
        _keepsVersions = true;
    }

    public async Task DeleteAsync(string key)
    {
        Forget(key);
        Assert.Equal(WriteOutcome.Applied, await Index.DeleteAsync(Bucket.Id, ObjectKey.From(key), default, default));
    }

    /// <summary>A write that never gets a row.</summary>
    public async Task<IReadOnlyList<WrittenStripe>> WriteOrphanAsync(string key, ErasureProfile profile, int stripeCount) =>
        (await WriteStripesAsync(new FragmentOwner(Bucket.Id, ObjectKey.From(key), null, 0), profile, stripeCount)).Stripes;

    /// <summary>Damages every row of a family, named by its letter in docs/format/index.md.</summary>
    public async Task DamageRowsAsync(char family)
    {
        var range = new KeyRange(new[] { (byte)family }, new[] { (byte)(family + 1) });
        foreach (var row in await _store.ScanAsync(range, 100, reverse: false, default))
        {
            var value = row.Value.ToArray();
            value[^1] ^= 1;
            await _store.CommitAsync(new Commit([], [new(row.Key, value)], []), default);
        }
    }

    /// <summary>A counter's sum or a gauge's last value.</summary>
    public long Metric(string instrument, string? tag = null) => _observations.ValueOf(instrument, tag);

    /// <summary>A device's folder is gone: an empty device with a new id takes its place.</summary>
    public async Task<DeviceId> ReplaceDeviceAsync(DeviceId old)
    {
        var lost = Map.FindDevice(old)!;
        var replacement = MakeDevice(lost.Zone, lost.Node);
        Devices.Remove(old);
        await StoreMapAsync(PlacementPlanner.ReplaceDevice(Map, old, replacement));
        return replacement.Id;
    }

    /// <summary>An empty device joins the map; groups change only when the curator plans.</summary>
    public async Task<DeviceId> AddDeviceAsync(ZoneName zone, NodeName node)
    {
        var device = MakeDevice(zone, node);
        await StoreMapAsync(PlacementPlanner.UpdateDevices(Map, [device]));
        return device.Id;
    }

    /// <summary>Takes over the map as the curator left it.</summary>
    public async Task<ClusterMap> RefreshMapAsync() => Map = await Catalog.GetClusterMapAsync(default);

    public InMemoryFragmentDevice MemberOf(WrittenStripe stripe, int index) => Devices[Map.FindGroup(stripe.Group)!.Devices[index]];

    /// <summary>Fragments of a stripe that lie whole where they belong.</summary>
    public IEnumerable<int> GoodFragments(WrittenStripe stripe) =>
        Enumerable.Range(0, stripe.Layout.Profile.FragmentCount).Where(index => MemberOf(stripe, index).GoodPayload(stripe.FragmentId(index)) is not null);

    /// <summary>Every stripe that a row names has all its fragments, right and in place; nothing else is left; nothing that was wanted was ever deleted.</summary>
    public void AssertWholeAndClean(string context)
    {
        var expected = new HashSet<(DeviceId, FragmentId)>();
        foreach (var stripe in _live.Values)
        {
            for (var index = 0; index < stripe.Layout.Profile.FragmentCount; index++)
            {
                var device = MemberOf(stripe, index);
                var payload = device.GoodPayload(stripe.FragmentId(index));
                Assert.True(payload is not null, $"{context}: fragment {stripe.FragmentId(index)} is missing or damaged on {device.Id}");
                Assert.True(payload.AsSpan().SequenceEqual(stripe.FragmentBytes(index)), $"{context}: fragment {stripe.FragmentId(index)} holds wrong bytes");
                expected.Add((device.Id, stripe.FragmentId(index)));
            }
        }

        var extra = Devices.All.SelectMany(device => device.Ids.Select(fragment => (device.Id, fragment))).Where(each => !expected.Contains(each)).ToArray();
        Assert.True(extra.Length == 0, $"{context}: {extra.Length} fragments are left over, such as {extra.FirstOrDefault()}");
        Assert.True(Violations.Count == 0, $"{context}: {string.Join("; ", Violations)}");
    }

    public void Dispose()
    {
        _services.Dispose();
        _observations.Dispose();
    }

    private async Task<(IReadOnlyList<StripeRun> Runs, IReadOnlyList<WrittenStripe> Stripes)> WriteStripesAsync(
        FragmentOwner owner, ErasureProfile profile, int stripeCount)
    {
        var groups = Map.Groups.Where(group => group.Profile == profile).ToArray();
        var group = groups[_random.Next(groups.Length)];
        var first = StripeId.New(Time.GetUtcNow());
        var stripeBytes = _random.Next(1, 900);
        var lastBytes = _random.Next(1, stripeBytes + 1);
        var stripes = new List<WrittenStripe>();
        for (var i = 0; i < stripeCount; i++)
        {
            var stripe = WrittenStripe.Create(first.Plus(i), group, i == stripeCount - 1 ? lastBytes : stripeBytes, _random);
            for (var index = 0; index < profile.FragmentCount; index++)
                await Devices[group.Devices[index]].PutAsync(stripe.WriteOf(index, group, owner), default);
            stripes.Add(stripe);
        }

        return ([new StripeRun(first, group.Id, profile, stripeCount, stripeCount == 1 ? lastBytes : stripeBytes, lastBytes)], stripes);
    }

    private void Remember(string key, IReadOnlyList<WrittenStripe> stripes)
    {
        foreach (var stripe in stripes) _live.Add(stripe.Id, stripe);
        _stripesOfKey[key] = [.. stripes.Select(stripe => stripe.Id)];
    }

    private void Forget(string key)
    {
        if (_keepsVersions || !_stripesOfKey.Remove(key, out var stripes)) return;
        foreach (var stripe in stripes) _live.Remove(stripe);
    }

    private Device MakeDevice(ZoneName zone, NodeName node)
    {
        var id = new DeviceId(new Guid(++_devicesMade, 0, 0, new byte[8]));
        Devices.Add(new InMemoryFragmentDevice(id, Kill) { OnDelete = NoteDeletion });
        return new Device(id, node, zone, DeviceState.Active, 1 << 30);
    }

    private void NoteDeletion(DeviceId device, FragmentId fragment)
    {
        if (_live.TryGetValue(fragment.Stripe, out var stripe) && Map.FindGroup(stripe.Group)!.Devices[fragment.Index] == device)
            Violations.Add($"fragment {fragment} was deleted from {device} although a row names it");
    }

    /// <summary>Stores a map of the next epoch.</summary>
    public async Task StoreMapAsync(ClusterMap map)
    {
        Assert.True(await Catalog.TryStoreClusterMapAsync(map, default));
        Map = map;
    }

    private ServiceProvider BuildCurator()
    {
        var store = new KillableOrderedStore(_store, Kill) { Clock = () => DatabaseClock() };
        _observations.Dispose();
        _observations = new Observations();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(_observations))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IFragmentDevices>(Devices)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddObjectStoreIndex(_ => IndexDatabases.Of(store))
            .AddCurator()
            .AddSingleton(Options.Create(_options))
            .BuildServiceProvider();
        _observations.Listen(services.GetRequiredService<IMeterFactory>());
        return services;
    }
}
