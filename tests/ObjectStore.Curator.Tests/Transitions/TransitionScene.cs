using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Lifecycle;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Tests.Lifecycle;
using ObjectStore.Curator.Transitions;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Curator.Tests.Transitions;

/// <summary>Two pools of three zones, 4+2 and 2+1, with objects whose bytes lie there, and the curator over both.</summary>
internal sealed class TransitionScene : IDisposable
{
    public static readonly PoolName Cold = new("cold");

    private readonly PlacementSelector _selector;

    private TransitionScene(LifecycleScene lifecycle, ClusterMap map)
    {
        (Lifecycle, Map) = (lifecycle, map);
        _selector = new PlacementSelector(lifecycle.Time, new PlacementSelectorOptions());
        _selector.Update(map);
    }

    public LifecycleScene Lifecycle { get; }

    public ClusterMap Map { get; }

    /// <summary>The class of what is put, or null for the standard one.</summary>
    public string? StorageClass { get; set; }

    public IEnumerable<InMemoryFragmentDevice> ColdDevices => Map.OfPool(Cold).Devices.Select(device => Lifecycle.Devices[device.Id]);

    public IEnumerable<InMemoryFragmentDevice> FirstDevices => Map.OfPool(PoolName.Default).Devices.Select(device => Lifecycle.Devices[device.Id]);

    /// <param name="options">Settings of rules; null for those that do in tests.</param>
    /// <param name="classes">Settings of storage classes beside those that there always are.</param>
    public static async Task<TransitionScene> CreateAsync(LifecycleOptions? options = null, params IEnumerable<KeyValuePair<string, string?>> classes)
    {
        options ??= new LifecycleOptions { PageEntries = 3, ChangesInParallel = 2, ChangesPerSecond = 10_000_000, TransitionBytesMin = 0 };
        var lifecycle = new LifecycleScene(options, classes);
        var map = Plan(ClusterMap.Empty, PoolName.Default, new ErasureProfile(4, 2), MakeDevices(lifecycle, PoolName.Default, 2, from: 1));
        map = Plan(map, Cold, new ErasureProfile(2, 1), MakeDevices(lifecycle, Cold, 1, from: 100));
        var stored = new ClusterMap(new Epoch(1), map.Devices, map.Groups);
        Assert.True(await lifecycle.Catalog.TryStoreClusterMapAsync(stored, default));
        return new TransitionScene(lifecycle, stored);
    }

    public static LifecycleRule Rule(int days, string storageClass, LifecycleFilter? filter = null) => new()
    {
        Id = "move",
        IsEnabled = true,
        Filter = filter ?? new LifecycleFilter { Prefix = "" },
        Transitions = [new CurrentTransition(days, null, storageClass)],
    };

    /// <summary>Stores bytes in the first pool and the object that names them.</summary>
    public async Task<ObjectRecord> PutAsync(BucketRecord bucket, string key, byte[] bytes, params (string Key, string Value)[] tags)
    {
        var record = RecordOf(bytes.Length) with
        {
            Runs = await WriteAsync(new FragmentOwner(bucket.Id, ObjectKey.From(key), null, 0), bytes),
            Tags = [.. tags.Select(static tag => KeyValuePair.Create(tag.Key, tag.Value))],
        };
        Assert.Equal(WriteOutcome.Applied, (await Lifecycle.Index.PutAsync(bucket.Id, ObjectKey.From(key), record, WriteCondition.None, default)).Outcome);
        return (await Lifecycle.Index.GetAsync(bucket.Id, ObjectKey.From(key), default))!;
    }

    /// <summary>A completed upload of these parts.</summary>
    public async Task<ObjectRecord> PutPartsAsync(BucketRecord bucket, string key, params byte[][] parts)
    {
        var objectKey = ObjectKey.From(key);
        var upload = await Lifecycle.BeginUploadAsync(bucket, key);
        for (var i = 0; i < parts.Length; i++)
        {
            var runs = await WriteAsync(new FragmentOwner(bucket.Id, objectKey, upload, (ushort)(i + 1)), parts[i]);
            var part = new PartRecord { PartNumber = i + 1, Size = parts[i].Length, ETag = new string('b', 32), LastModified = Lifecycle.Time.GetUtcNow(), Runs = runs };
            Assert.Equal(WriteOutcome.Applied, await Lifecycle.Index.PutPartAsync(bucket.Id, objectKey, upload, part, default));
        }

        var record = RecordOf(parts.Sum(static part => part.Length)) with { Upload = upload, Parts = [.. parts.Select(static (part, i) => new PartSpan((ushort)(i + 1), 1, part.Length))] };
        var eTags = parts.Select(static (_, i) => KeyValuePair.Create(i + 1, new string('b', 32))).ToArray();
        Assert.Equal(WriteOutcome.Applied, (await Lifecycle.Index.CompleteUploadAsync(bucket.Id, objectKey, record, eTags, WriteCondition.None, default)).Outcome);
        return (await Lifecycle.Index.GetAsync(bucket.Id, objectKey, default))!;
    }

    /// <summary>All runs of an object, those of its parts where it has any.</summary>
    public async Task<IReadOnlyList<StripeRun>> RunsAsync(BucketRecord bucket, string key, ObjectRecord record) => record.Upload is { } upload
        ? [.. (await Lifecycle.Index.ListPartsAsync(bucket.Id, ObjectKey.From(key), upload, 0, 10_000, default)).SelectMany(static part => part.Runs)]
        : record.Runs;

    public PoolName[] PoolsOf(IReadOnlyList<StripeRun> runs) => [.. runs.Select(run => Map.FindGroup(run.Group)!.Pool).Distinct()];

    public async Task<byte[]> ReadAsync(IReadOnlyList<StripeRun> runs)
    {
        using var bytes = new MemoryStream();
        foreach (var run in runs)
        {
            for (var i = 0; i < run.StripeCount; i++)
            {
                using var stripe = new StripeUnderRepair(run.First.Plus(i), Map.FindGroup(run.Group)!, Lifecycle.Devices);
                bytes.Write((await stripe.ReadDataAsync(i < run.StripeCount - 1 ? run.StripeBytes : run.LastStripeBytes, default)).Span);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] BytesOf(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    public async Task<ObjectRecord> GetAsync(BucketRecord bucket, string key) => (await Lifecycle.Index.GetAsync(bucket.Id, ObjectKey.From(key), default))!;

    /// <summary>Deletes what has become garbage, after its grace period.</summary>
    public async Task CollectAsync()
    {
        Lifecycle.Time.Advance(TimeSpan.FromHours(1));
        await Lifecycle.RunJobAsync(JobNames.Garbage);
    }

    /// <summary>Walks for removals, then for moves.</summary>
    public async Task RunAsync()
    {
        await Lifecycle.RunAsync();
        await Lifecycle.RunJobAsync(JobNames.Transitions);
    }

    public void Dispose() => Lifecycle.Dispose();

    private async Task<IReadOnlyList<StripeRun>> WriteAsync(FragmentOwner owner, byte[] bytes)
    {
        var profile = bytes.Length <= 64 << 10 ? ErasureProfile.Replicated : new ErasureProfile(4, 2);
        var writer = new StripeCopyWriter(Lifecycle.Devices, _selector, Lifecycle.Time, owner, StripeId.New(Lifecycle.Time.GetUtcNow()), 64);
        for (var position = 0; position < bytes.Length;)
        {
            using var draft = new StripeDraft(profile, bytes.Length - position);
            position += draft.Take(bytes.AsSpan(position));
            await writer.StoreAsync(draft, PoolName.Default, default);
        }

        return writer.Runs;
    }

    private ObjectRecord RecordOf(long size) => new()
    {
        Size = size,
        ETag = new string('a', 32),
        LastModified = DateTimeOffset.FromUnixTimeMilliseconds(Lifecycle.Time.GetUtcNow().ToUnixTimeMilliseconds()),
        OwnerId = "writer",
        StorageClass = StorageClass,
        Metadata = [new("content-type", "text/plain")],
    };

    private static Device[] MakeDevices(LifecycleScene lifecycle, PoolName pool, int perZone, int from)
    {
        var devices = new List<Device>();
        for (var i = 0; i < 3 * perZone; i++)
        {
            var device = new Device(new DeviceId(new Guid(from + i, 0, 0, new byte[8])), new NodeName($"node-{from + i}"), new ZoneName($"{(char)('a' + i % 3)}"), DeviceState.Active, 1L << 40) { Pool = pool };
            lifecycle.Devices.Add(new InMemoryFragmentDevice(device.Id, lifecycle.Kill));
            devices.Add(device);
        }

        return [.. devices];
    }

    private static ClusterMap Plan(ClusterMap map, PoolName pool, ErasureProfile profile, Device[] devices) =>
        PlacementPlanner.Plan(map, new PlacementRequirements { Pool = pool, Profiles = [profile, ErasureProfile.Replicated], Devices = devices });
}
