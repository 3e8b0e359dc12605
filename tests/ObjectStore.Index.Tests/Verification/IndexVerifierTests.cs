using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Frames;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Keymap;
using ObjectStore.Index.Verification;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Index.Tests.Verification;

/// <summary>
/// Goal: every kind of finding is found, and nothing is found where nothing is wrong. Method: a whole index in two databases, with an object, a multipart object
/// and an upload under way; each test breaks one thing below the index and names what the verification must say, neither more nor less.
/// </summary>
public sealed class IndexVerifierTests : IAsyncLifetime
{
    private static readonly ErasureProfile Profile = new(4, 2);
    private static readonly StripeId Stripe = new(0x0123456789ABCDEF, 5UL << 32);
    private static readonly ObjectKey Large = ObjectKey.From("m/multipart");
    private static readonly UploadId Finished = new(77);
    private static readonly UploadId Begun = new(78);

    private readonly KeymapCluster _cluster = new("main", "other");
    private readonly FakeDevices _devices = new(Profile);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IOrderedStore Main => _cluster.Store("main");

    private IOrderedStore Other => _cluster.Store("other");

    public async ValueTask InitializeAsync()
    {
        await _cluster.EnsureBucketAsync();
        Assert.True(await _cluster.Catalog.TryStoreClusterMapAsync(_devices.Map, Cancel));
        await PutAsync("a/whole", Stripe, stripeCount: 3);
        await _cluster.Index.CreateUploadAsync(KeymapCluster.Bucket, Large, UploadOf(Finished), Cancel);
        await PutPartAsync(Finished, 1);
        await PutPartAsync(Finished, 2);
        var multipart = Samples.Empty with { Size = 20, Upload = Finished, Parts = [new(1, 2, 10)] };
        Assert.Equal(WriteOutcome.Applied, await _cluster.Index.CompleteUploadAsync(
            KeymapCluster.Bucket, Large, multipart, [new(1, Samples.Part.ETag), new(2, Samples.Part.ETag)], default, Cancel));
        await _cluster.Index.CreateUploadAsync(KeymapCluster.Bucket, Large, UploadOf(Begun), Cancel);
        await PutPartAsync(Begun, 1);
        await _cluster.Control.SplitAsync(default, [KeymapCluster.At("h")], Cancel);
        await _cluster.MoveAsync(KeymapCluster.At("h"), "other");
        await _cluster.Control.DeleteDiscardedAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Run_NothingWrong_FindsNothingAndCounts()
    {
        var (findings, counts) = await VerifyAsync();

        Assert.Empty(findings);
        Assert.Equal((2, 2L, 6L), (counts.Partitions, counts.Objects, counts.Stripes));
    }

    [Fact]
    public async Task Run_Versions_AreLookedAtOnce()
    {
        await EnableVersionsAsync();
        await PutAsync("a/whole", new StripeId(5, 0), stripeCount: 1);
        await PutAsync("a/whole", new StripeId(6, 0), stripeCount: 1);
        await _cluster.Index.PutAsync(KeymapCluster.Bucket, Large, Samples.Empty, default, Cancel);
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Large, default, Cancel);

        var (findings, counts) = await VerifyAsync();

        Assert.Empty(findings);
        Assert.Equal(8, counts.Stripes);
    }

    /// <summary>Goal: copies of archived objects are looked at like what they are of, and the parts of a copy belong to its version.</summary>
    [Fact]
    public async Task Run_RestoredCopies_AreLookedAt()
    {
        var copy = new UploadId(79);
        var key = ObjectKey.From("a/whole");
        var until = DateTimeOffset.UnixEpoch.AddDays(1);
        var whole = (await _cluster.Index.GetAsync(KeymapCluster.Bucket, key, Cancel))!;
        StripeRun[] runs = [.. whole.Runs.Select(static (run, i) => run with { First = new StripeId(9, (ulong)i << 32) })];
        await SetRestoreAsync(key, new StoredRestore(copy, 1, until, runs));
        await SetRestoreAsync(Large, new StoredRestore(copy, 1, Until: null, []));
        foreach (var part in await _cluster.Index.ListPartsAsync(KeymapCluster.Bucket, Large, Finished, 0, 10, Cancel))
        {
            var copied = part with { Runs = [.. part.Runs.Select((run, i) => run with { First = new StripeId((ulong)(10 + part.PartNumber), (ulong)i << 32) })] };
            Assert.Equal(WriteOutcome.Applied, await _cluster.Index.PutRestoredPartAsync(KeymapCluster.Bucket, Large, VersionName.Null, copy, copied, Cancel));
        }

        await SetRestoreAsync(Large, new StoredRestore(copy, 1, until, []));
        var (findings, counts) = await VerifyAsync();
        Assert.Empty(findings);
        Assert.Equal(6 + 3 + 2, counts.Stripes);

        await DeleteAsync(Other, RowKeys.Part(KeymapCluster.Bucket, Large, copy, 2));
        Assert.Equal([FindingKind.MissingParts], await KindsAsync());
    }

    [Fact]
    public async Task Run_VersionOfACurrentObjectGone_IsFound()
    {
        await EnableVersionsAsync();
        await PutAsync("a/whole", new StripeId(5, 0), stripeCount: 1);
        var newest = (await Main.ScanAsync(RowKeys.AllOf(RowFamily.Version), 1, reverse: false, Cancel))[0];

        await DeleteAsync(Main, newest.Key);

        Assert.Equal([FindingKind.ObjectWithoutVersion], await KindsAsync());
    }

    [Fact]
    public async Task Run_ClusterMapInPages_IsFoundOnlyWhenOneIsGone()
    {
        var more = Enumerable.Range(0, 40_000).Select(static i => new Device(new DeviceId(new Guid(i, 7, 7, new byte[8])), new NodeName($"node-{i:d5}"), new ZoneName("z"), DeviceState.Active, 1L << 40));
        var large = new ClusterMap(_devices.Map.Epoch.Next, [.. _devices.Map.Devices, .. more], _devices.Map.Groups);
        Assert.True(await _cluster.Catalog.TryStoreClusterMapAsync(large, Cancel));
        Assert.Empty((await VerifyAsync()).Findings);

        await DeleteAsync(Main, RowKeys.ClusterMapPage(1));

        Assert.Contains(FindingKind.UndecodableRow, await KindsAsync());
    }

    [Fact]
    public async Task Run_HeadOfAKeyGone_IsFoundOnce()
    {
        await EnableVersionsAsync();
        foreach (var id in new[] { 5UL, 6UL }) await PutAsync("a/whole", new StripeId(id, 0), stripeCount: 1);

        await DeleteAsync(Main, RowKeys.Object(KeymapCluster.Bucket, ObjectKey.From("a/whole")));

        Assert.Equal([FindingKind.VersionsWithoutCurrent], await KindsAsync());
    }

    [Fact]
    public async Task Run_ObjectAndMarkerBothCurrent_IsFoundOnce()
    {
        await EnableVersionsAsync();
        await PutAsync("a/whole", new StripeId(5, 0), stripeCount: 1);
        var current = await FirstAsync(Main, RowFamily.Object);
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, ObjectKey.From("a/whole"), default, Cancel);

        await PutAsync(Main, current.Key, current.Value);

        Assert.Equal([FindingKind.TwoCurrentVersions], await KindsAsync());
    }

    [Fact]
    public async Task Run_NullVersionGone_IsFound()
    {
        await EnableVersionsAsync();
        var replaced = await _cluster.Index.GetAsync(KeymapCluster.Bucket, ObjectKey.From("a/whole"), Cancel);
        await PutAsync("a/whole", new StripeId(5, 0), stripeCount: 1);

        await DeleteAsync(Main, RowKeys.Version(KeymapCluster.Bucket, ObjectKey.From("a/whole"), replaced!.Place));

        Assert.Equal([FindingKind.MissingNullVersion], await KindsAsync());
    }

    [Fact]
    public async Task Run_VersionDamagedBesideParts_IsUndecodableAndNoMore()
    {
        await EnableVersionsAsync();
        foreach (var _ in Enumerable.Range(0, 2)) await _cluster.Index.PutAsync(KeymapCluster.Bucket, Large, Samples.Empty, default, Cancel);
        var oldest = (await Other.ScanAsync(RowKeys.VersionsOf(KeymapCluster.Bucket, Large), 1, reverse: true, Cancel))[0];
        var value = oldest.Value.ToArray();
        value[^5] ^= 1;

        await PutAsync(Other, oldest.Key, value);

        Assert.Equal([FindingKind.UndecodableRow], await KindsAsync());
    }

    /// <summary>Goal: no change of versions looks like damage. Method: one is made before the n-th read of a verification, for every n.</summary>
    [Theory]
    [InlineData("remove the version that has the parts")]
    [InlineData("remove all versions")]
    [InlineData("cover the key")]
    [InlineData("abort the upload")]
    public async Task Run_ChangeBeforeAnyRead_FindsNothing(string change)
    {
        var isReached = true;
        for (var read = 1; isReached; read++)
        {
            var scene = new IndexVerifierTests();
            await scene.InitializeAsync();
            await scene.EnableVersionsAsync();
            var covered = await scene._cluster.Index.PutAsync(KeymapCluster.Bucket, Large, Samples.Empty, default, Cancel);
            var left = read;
            scene._cluster.Store("other").BeforeRead = async () =>
            {
                if (--left == 0) await ChangeAsync(scene._cluster.OtherProcess().Index, change, covered.Version!.Value);
            };
            var (findings, _) = await scene.VerifyAsync();
            isReached = left <= 0;
            scene._cluster.Store("other").BeforeRead = null;
            await scene.DisposeAsync();

            Assert.True(findings.Count == 0, $"'{change}' before read {read}: {string.Join(", ", findings)}");
        }
    }

    private static async Task ChangeAsync(ObjectIndex index, string change, VersionName newest)
    {
        if (change == "abort the upload") await index.AbortUploadAsync(KeymapCluster.Bucket, Large, Begun, Cancel);
        else if (change == "cover the key") await index.DeleteAsync(KeymapCluster.Bucket, Large, default, Cancel);
        else await index.DeleteAsync(KeymapCluster.Bucket, Large, new ObjectDeletion { Version = VersionName.Null }, Cancel);
        if (change == "remove all versions") await index.DeleteAsync(KeymapCluster.Bucket, Large, new ObjectDeletion { Version = newest }, Cancel);
    }

    [Fact]
    public async Task Run_FragmentsOfGarbageGone_AreNotFound()
    {
        await _cluster.Index.AbortUploadAsync(KeymapCluster.Bucket, Large, Begun, Cancel);
        LosePartsOf(Begun);

        Assert.Empty((await VerifyAsync()).Findings);
    }

    [Fact]
    public async Task Run_RowsThatWaitToBeDeleted_AreNotFound()
    {
        // Back to main, where the upload then goes with its fragments, while the other database still has its rows in a discarded range.
        await _cluster.MoveAsync(KeymapCluster.At("h"), "main");
        await _cluster.Index.AbortUploadAsync(KeymapCluster.Bucket, Large, Begun, Cancel);
        var garbage = await _cluster.Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 100, Cancel);
        await _cluster.Index.RemoveGarbageAsync(garbage.Entries, Cancel);
        LosePartsOf(Begun);
        Assert.NotEmpty(await Other.ScanAsync(RowKeys.AllOf(RowFamily.Part), 1, reverse: false, Cancel));

        Assert.Empty((await VerifyAsync()).Findings);
    }

    [Theory]
    [InlineData("o")]
    [InlineData("u")]
    [InlineData("p")]
    [InlineData("B")]
    [InlineData("M")]
    [InlineData("f")]
    public async Task Run_BitFlippedInAValue_IsUndecodable(string family)
    {
        var store = family is "u" or "p" ? Other : Main;
        var row = await FirstAsync(store, (byte)family[0]);
        var value = row.Value.ToArray();
        value[^5] ^= 1;

        await PutAsync(store, row.Key, value);

        Assert.Contains(FindingKind.UndecodableRow, await KindsAsync());
    }

    /// <summary>What lies in a bucket is looked at also when a newer release has written the bucket's row.</summary>
    [Fact]
    public async Task Run_BucketRowOfANewerRelease_IsAFindingAndNoMore()
    {
        var row = await FirstAsync(Main, RowFamily.Bucket);
        var newer = row.Value.ToArray();
        (newer[1], newer[2]) = (byte.MaxValue, byte.MaxValue);
        var content = newer.AsSpan(..^RowReader.ChecksumBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(newer.AsSpan(content.Length), Crc32C.Compute(content, Crc32C.Compute(row.Key.Span)));

        await PutAsync(Main, row.Key, newer);

        Assert.Equal([FindingKind.UndecodableRow], await KindsAsync());
    }

    [Fact]
    public async Task Run_BucketHasAQuota_FindsNothingUnlessARowIsDamaged()
    {
        var bucket = (await _cluster.Catalog.GetBucketAsync("bucket", Cancel))!;
        await _cluster.Quotas.SetAsync(bucket, new StorageQuota(1 << 30, 100), Cancel);
        await PutAsync("b", Stripe.Plus(100), stripeCount: 1);
        Assert.Empty((await VerifyAsync()).Findings);
        var purse = (await Main.ScanAsync(RowKeys.QuotaOf(KeymapCluster.Bucket), 1, reverse: true, Cancel))[0];
        var value = purse.Value.ToArray();
        value[^5] ^= 1;

        await PutAsync(Main, purse.Key, value);

        Assert.Equal([FindingKind.UndecodableRow], await KindsAsync());
    }

    [Fact]
    public async Task Run_UnknownFamily_IsUndecodable()
    {
        await PutAsync(Main, "zebra"u8.ToArray(), "stripes"u8.ToArray());

        Assert.Equal([FindingKind.UndecodableRow], await KindsAsync());
    }

    [Fact]
    public async Task Run_RowWhereAnotherDatabaseOwns_IsUnowned()
    {
        var row = await FirstAsync(Other, RowFamily.Object);

        await PutAsync(Main, row.Key, row.Value);

        var finding = Assert.Single((await VerifyAsync()).Findings);
        Assert.Equal((FindingKind.UnownedRow, "main"), (finding.Kind, finding.Database));
        Assert.Equal(Large.Utf8.ToArray(), finding.Key.ToArray());
    }

    [Fact]
    public async Task Run_EntryGone_IsAGap()
    {
        await DeleteAsync(Main, RowKeys.Keymap(KeymapCluster.At("h")));

        Assert.Contains(FindingKind.KeymapGap, await KindsAsync());
    }

    [Fact]
    public async Task Run_EntryTooLong_IsAnOverlap()
    {
        var entry = (await _cluster.Control.ListAsync(Cancel))[0];

        await PutAsync(Main, RowKeys.Keymap(default), KeymapCodec.Encode(entry with { End = KeymapCluster.At("k") }));

        Assert.Contains(FindingKind.KeymapOverlap, await KindsAsync());
    }

    [Fact]
    public async Task Run_PartitionRowGone_IsUnserved()
    {
        await DeleteAsync(Other, RowKeys.Partition(KeymapCluster.At("h")));

        var kinds = await KindsAsync();
        Assert.Contains(FindingKind.UnservedRange, kinds);
        Assert.Contains(FindingKind.UnownedRow, kinds);
    }

    [Fact]
    public async Task Run_EntryOfAnUndeclaredDatabase_IsUnserved()
    {
        var entry = (await _cluster.Control.ListAsync(Cancel))[1];

        await PutAsync(Main, RowKeys.Keymap(entry.Start.Span), KeymapCodec.Encode(entry with { Database = "gone" }));

        Assert.Contains(FindingKind.UnservedRange, await KindsAsync());
    }

    [Fact]
    public async Task Run_PartitionInTwoDatabases_Overlaps()
    {
        var record = new PartitionRecord(KeymapCluster.At("h"), default, new Epoch(9), PartitionState.Serving, default);

        await PutAsync(Main, RowKeys.Partition(KeymapCluster.At("h")), PartitionCodec.Encode(record));

        Assert.Equal([FindingKind.OverlappingPartitions], await KindsAsync());
    }

    [Fact]
    public async Task Run_FragmentsMissingDamagedOrUnreachable_AreCountedAgainstTheProfile()
    {
        _devices.Missing.Add(new FragmentId(Stripe, 0));
        _devices.Damaged.Add(new FragmentId(Stripe, 1));
        _devices.Missing.Add(new FragmentId(Stripe.Plus(1), 5));
        Assert.Equal([FindingKind.DegradedStripe, FindingKind.DegradedStripe], await KindsAsync());

        _devices.Missing.Add(new FragmentId(Stripe, 2));
        Assert.Equal([FindingKind.MissingData, FindingKind.DegradedStripe], await KindsAsync());

        _devices.Unreachable.Add(5);
        Assert.Equal(6, (await KindsAsync()).Count);
    }

    [Fact]
    public async Task Run_GroupUnknown_IsMissingData()
    {
        await PutAsync("a/lost", Stripe.Plus(100), 1, new PlacementGroupId(9));

        Assert.Equal([FindingKind.MissingData], await KindsAsync());
    }

    [Fact]
    public async Task Run_PartRowGone_IsMissingParts()
    {
        await DeleteAsync(Other, RowKeys.Part(KeymapCluster.Bucket, Large, Finished, 2));

        Assert.Equal([FindingKind.MissingParts], await KindsAsync());
    }

    /// <summary>An object whose row says otherwise than its parts whether they are encrypted cannot be read.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_OnePartEncryptedAndTheOtherNot_IsMissingParts(bool isObjectEncrypted)
    {
        if (isObjectEncrypted)
        {
            var rowKey = RowKeys.Object(KeymapCluster.Bucket, Large);
            var record = await _cluster.Index.GetAsync(KeymapCluster.Bucket, Large, Cancel);
            await PutAsync(Other, rowKey, ObjectCodec.Encode(rowKey, record! with { Encryption = Samples.UploadEncrypted.Encryption }));
        }

        var partKey = RowKeys.Part(KeymapCluster.Bucket, Large, Finished, 2);
        var sealedBytes = (int)FrameLayout.SealedLengthOf(10);
        var run = RunOf(StripeOf(Finished, 2), 1) with { StripeBytes = sealedBytes, LastStripeBytes = sealedBytes };
        await PutAsync(Other, partKey, PartCodec.Encode(partKey, Samples.PartEncrypted with { PartNumber = 2, Size = 10, Runs = [run] }));

        Assert.Equal([FindingKind.MissingParts], await KindsAsync());
    }

    /// <summary>A part that is compressed in an object whose row knows nothing of it cannot be read; the other way round it can.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_PartCompressedAndObjectNot_IsMissingParts(bool isObjectCompressed)
    {
        if (isObjectCompressed)
        {
            var rowKey = RowKeys.Object(KeymapCluster.Bucket, Large);
            var record = await _cluster.Index.GetAsync(KeymapCluster.Bucket, Large, Cancel);
            await PutAsync(Other, rowKey, ObjectCodec.Encode(rowKey, record! with { Compression = StoredCompression.OfUpload }));
        }

        var partKey = RowKeys.Part(KeymapCluster.Bucket, Large, Finished, 2);
        var run = RunOf(StripeOf(Finished, 2), 1) with { StripeBytes = 9, LastStripeBytes = 9 };
        await PutAsync(Other, partKey, PartCodec.Encode(partKey, Samples.Part with { PartNumber = 2, Size = 10, Runs = [run], Compression = new StoredCompression { StoredBytes = 9 } }));

        Assert.Equal(isObjectCompressed ? [] : [FindingKind.MissingParts], await KindsAsync());
    }

    [Fact]
    public async Task Run_UploadRowGone_IsAPartWithoutUpload()
    {
        await DeleteAsync(Other, RowKeys.Upload(KeymapCluster.Bucket, Large, Begun));

        Assert.Equal([FindingKind.PartWithoutUpload], await KindsAsync());
    }

    [Fact]
    public async Task Run_BucketRowAndFencesGone_IsFoundOnEverythingInIt()
    {
        await DeleteAsync(Main, RowKeys.Bucket("bucket"));
        Assert.Contains(FindingKind.FenceWithoutBucket, await KindsAsync());

        await DeleteAsync(Main, RowKeys.Fence(KeymapCluster.Bucket));
        Assert.Equal([FindingKind.ObjectWithoutBucket, FindingKind.ObjectWithoutBucket, FindingKind.UploadWithoutBucket], await KindsAsync());
    }

    [Fact]
    public async Task Run_FenceThatTheBucketDoesNotKnow_IsFound()
    {
        var row = await FirstAsync(Main, RowFamily.Fence);
        var bucketRow = await FirstAsync(Main, RowFamily.Bucket);
        Assert.True(BucketCodec.TryDecode(bucketRow, "main", out var bucket));
        await PutAsync(Main, bucketRow.Key, BucketCodec.Encode(bucketRow.Key.Span, bucket with { Databases = ["main"] }));
        await PutAsync(Other, row.Key, row.Value);

        var finding = Assert.Single((await VerifyAsync()).Findings);
        Assert.Equal((FindingKind.FenceWithoutBucket, "other"), (finding.Kind, finding.Database));
    }

    [Fact]
    public async Task Run_RowDeletedWhileItsFragmentsGo_IsNotFound()
    {
        _devices.Missing.UnionWith(Enumerable.Range(0, 6).Select(static index => new FragmentId(Stripe, (byte)index)));
        _devices.BeforeDescribe = () => _cluster.Index.DeleteAsync(KeymapCluster.Bucket, ObjectKey.From("a/whole"), default, Cancel).AsTask();

        var findings = (await VerifyAsync()).Findings;

        Assert.Empty(findings);
    }

    private static StripeId StripeOf(UploadId upload, int number) => new(upload == Begun ? 2UL : 1, (ulong)number << 32);

    private void LosePartsOf(UploadId upload)
    {
        for (byte index = 0; index < Profile.FragmentCount; index++) _devices.Missing.Add(new FragmentId(StripeOf(upload, 1), index));
    }

    private static UploadRecord UploadOf(UploadId id) => new() { Id = id, InitiatedAt = DateTimeOffset.UnixEpoch, OwnerId = "o" };

    private static StripeRun RunOf(StripeId first, int count, PlacementGroupId? group = null) => new(first, group ?? FakeDevices.Group, Profile, count, 10, 10);

    private async Task PutAsync(string key, StripeId first, int stripeCount, PlacementGroupId? group = null)
    {
        var record = Samples.Empty with { Size = stripeCount * 10, Runs = [RunOf(first, stripeCount, group)] };
        Assert.Equal(WriteOutcome.Applied, await _cluster.Index.PutAsync(KeymapCluster.Bucket, ObjectKey.From(key), record, default, Cancel));
    }

    private async Task PutPartAsync(UploadId upload, int number)
    {
        var part = Samples.Part with { PartNumber = number, Size = 10, Runs = [RunOf(StripeOf(upload, number), 1)] };
        Assert.Equal(WriteOutcome.Applied, await _cluster.Index.PutPartAsync(KeymapCluster.Bucket, Large, upload, part, Cancel));
    }

    private static async Task<Row> FirstAsync(IOrderedStore store, byte family) =>
        (await store.ScanAsync(RowKeys.AllOf(family), 1, reverse: false, Cancel))[0];

    private static async Task PutAsync(IOrderedStore store, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) =>
        Assert.True((await store.CommitAsync(new CommitBuilder().Put(key, value).Build(), Cancel)).IsApplied);

    private static async Task DeleteAsync(IOrderedStore store, ReadOnlyMemory<byte> key) =>
        Assert.True((await store.CommitAsync(new CommitBuilder().Require(CommitCondition.Exists(key)).Delete(key).Build(), Cancel)).IsApplied);

    private async Task EnableVersionsAsync() => Assert.NotNull(await _cluster.Catalog.ChangeRulesAsync(
        new BucketRecord("bucket", KeymapCluster.Bucket, "owner", DateTimeOffset.UnixEpoch, "r"), static rules => rules with { Versioning = BucketVersioning.Enabled }, Cancel));

    private async Task<IReadOnlyList<FindingKind>> KindsAsync() => [.. (await VerifyAsync()).Findings.Select(static finding => finding.Kind)];

    private async Task<(IReadOnlyList<IndexFinding> Findings, IndexVerifyCounts Counts)> VerifyAsync()
    {
        var observer = new Recorder();
        var router = new KeymapRouter(_cluster.Databases, TimeProvider.System);
        var options = new VerifyOptions { PageRows = 2, RecheckDelay = TimeSpan.Zero };
        var verifier = new IndexVerifier(router, new Index.Catalog.Catalog(router, TimeProvider.System), _devices, options, TimeProvider.System);
        var counts = await verifier.RunAsync(observer, Cancel);
        return (observer.Findings, counts);
    }

    private sealed class Recorder : IIndexVerifyObserver
    {
        public List<IndexFinding> Findings { get; } = [];

        public ValueTask FoundAsync(IndexFinding finding, CancellationToken cancellationToken)
        {
            Findings.Add(finding);
            return default;
        }

        public ValueTask ProgressedAsync(IndexVerifyCounts counts, CancellationToken cancellationToken) => default;
    }

    private async Task SetRestoreAsync(ObjectKey key, StoredRestore restore)
    {
        var result = await _cluster.Index.UpdateAsync(KeymapCluster.Bucket, key, null, new ObjectUpdate.SetRestore(restore, static _ => true), Cancel);
        Assert.Equal(WriteOutcome.Applied, result.Outcome);
    }
}
