using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Databases;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Placement;
using Xunit;
using static ObjectStore.Index.Tests.Rows.RowSamples;

namespace ObjectStore.Index.Tests.Rows;

public sealed class RowCodecTests
{
    public static TheoryData<string> KindNames => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(KindNames))]
    [Trait("Category", "Golden")]
    public void Encode_Sample_GivesTheGoldenBytes(string kind)
    {
        var (rowKey, value, decode) = Kinds[kind];

        Golden.Check($"index/{kind}.v{Versions.GetValueOrDefault(kind, 1)}.hex", rowKey, value.Span);

        Assert.True(decode(rowKey, value));
    }

    [Fact]
    public void Decode_Rules_GivesBackEveryField()
    {
        Assert.True(BucketCodec.TryDecode(new Row(BucketRowKey, Kinds["bucket-with-rules"].Value, 1), "main", out var bucket));
        Assert.Equivalent(SampleBucketWithRules, bucket, strict: true);
        Assert.True(BucketCodec.TryDecodeFence(new Row(FenceRow, Kinds["fence-with-rules"].Value, 1), out var fence));
        Assert.Equal(new BucketFence(Samples.BucketRecord.Name, 4, SampleBucketWithRules.Bucket.Rules), fence);
        Assert.True(BucketCodec.TryDecodeRules(new Row(FenceRow, Kinds["fence-with-rules"].Value, 1), out var rules));
        Assert.Equal(fence.Rules, rules);
        Assert.True(BucketCodec.TryDecodeRules(new Row(FenceRow, Kinds["fence"].Value, 1), out rules));
        Assert.Equal(BucketRules.None, rules);
        Assert.True(UploadCodec.TryDecode(UploadRow, Kinds["upload-with-tags"].Value.Span, out var upload));
        Assert.Equivalent(Samples.UploadWithTags, upload, strict: true);
    }

    [Fact]
    public void Decode_OtherKinds_GiveBackEveryField()
    {
        Assert.True(PartCodec.TryDecode(PartRow, Kinds["part"].Value.Span, out var part));
        Assert.Equal(Samples.Part.Runs, part.Runs);
        Assert.Equal(Samples.Part with { Runs = [], Checksum = null }, part with { Runs = [], Checksum = null });
        Assert.True(UploadCodec.TryDecode(UploadRow, Kinds["upload"].Value.Span, out var upload));
        Assert.Equivalent(Samples.Upload, upload, strict: true);
        Assert.True(GarbageCodec.TryDecode(UploadGarbageRow, Kinds["garbage-upload"].Value.Span, out var queued));
        Assert.Equal((Samples.UploadId, Samples.Bucket, Samples.Key, Samples.QueuedAt), (queued.Upload!.Value, queued.Bucket, queued.Key, queued.QueuedAt));
        Assert.True(GarbageCodec.TryDecode(StripeGarbageRow, Kinds["garbage-stripes"].Value.Span, out queued));
        Assert.Equal(Samples.Runs, queued.Runs);
        Assert.Null(queued.Upload);
        Assert.True(OutboxCodec.TryDecode(new Row(OutboxRow, Kinds["outbox"].Value, 1), out var told));
        Assert.Equal((Samples.Bucket, Samples.Key, 0x0123_4567_89AB_CDEFUL, Samples.QueuedAt), (told.Bucket, told.Key, told.Sequence, told.QueuedAt));
        Assert.Equal((OutboxConsumer.Notifications, "queue", "content"), (told.Message.Consumer, told.Message.Destination, Encoding.UTF8.GetString(told.Message.Content.Span)));
        Assert.Equal("0123456789abcdef0011223302", told.Id);
        Assert.True(BucketCodec.TryDecode(new Row(BucketRowKey, Kinds["bucket"].Value, 1), "main", out var bucket));
        Assert.Equivalent(SampleBucket, bucket, strict: true);
        Assert.True(ClusterMapCodec.TryDecode(RowKeys.ClusterMap(), Kinds["cluster-map"].Value.Span, out var map));
        Assert.Equal(Samples.Map.Epoch, map.Epoch);
        Assert.Equal(Samples.Map.Devices, map.Devices);
        Assert.Equal(Samples.Map.Groups.Select(group => (group.Id, group.Epoch, group.Profile)), map.Groups.Select(group => (group.Id, group.Epoch, group.Profile)));
        Assert.Equal(Samples.Map.Groups.SelectMany(group => group.Devices), map.Groups.SelectMany(group => group.Devices));
        Assert.Equal(Samples.Map.Groups.Select(group => group.StandsInFor), map.Groups.Select(group => group.StandsInFor));
        Assert.Equal(Samples.Map.Groups.Select(group => group.Moves), map.Groups.Select(group => group.Moves));
        Assert.Equal([PoolName.Default], map.Pools);
        Assert.True(ClusterMapCodec.TryDecode(RowKeys.ClusterMap(), Kinds["cluster-map-of-pools"].Value.Span, out var pools));
        Assert.Equal(Samples.MapOfPools.Devices, pools.Devices);
        Assert.Equal(Samples.MapOfPools.Groups.Select(group => (group.Id, group.Pool)), pools.Groups.Select(group => (group.Id, group.Pool)));
        Assert.Equal(["cold", "default"], pools.Pools.Select(pool => pool.Value));
    }

    /// <summary>The numbers of pools are places in the list of names: names that repeat or do not ascend, no names, and places behind the last are damage.</summary>
    [Theory]
    [InlineData(1, "cold", "cold", 0)]
    [InlineData(1, "default", "cold", 0)]
    [InlineData(1, "", "cold", 0)]
    [InlineData(2, "cold", "default", 2)]
    [InlineData(0, "cold", "default", 0)]
    public void Decode_PoolsOfAMapThatDoNotFit_IsRefused(int expectedFault, string first, string second, int place)
    {
        var key = RowKeys.ClusterMap();
        var good = expectedFault == 0;
        var writer = new RowWriter(RowFamily.ClusterMap, 4, 4, 64);
        writer.Number(1);
        writer.Number(2);
        writer.Text(first);
        writer.Text(second);
        writer.Number(1);
        writer.Take(16).Fill(7);
        writer.Text("node");
        writer.Text("a");
        writer.Byte((byte)DeviceState.Active);
        writer.Number(1);
        writer.Time(DateTimeOffset.UnixEpoch);
        writer.Byte(0);
        writer.Number(place);
        writer.Number(0);

        Assert.Equal(good, ClusterMapCodec.TryDecode(key, writer.Seal(key).Span, out _));
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Decode_OneBitFlippedOrOtherKey_IsRefused(string kind)
    {
        var (rowKey, value, decode) = Kinds[kind];
        var otherKey = rowKey.ToArray();
        otherKey[^1] ^= 1;
        for (var bit = 0; bit < value.Length * 8; bit++)
        {
            var damaged = value.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(decode(rowKey, damaged));
        }

        Assert.False(decode(otherKey, value));
    }

    /// <summary>Goal: whatever the fields hold, the reader answers and does not throw. Method: damage under a checksum that is made right again.</summary>
    [Theory]
    [MemberData(nameof(KindNames))]
    public void Decode_DamageUnderAGoodChecksum_NeverThrows(string kind)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (rowKey, value, decode) = Kinds[kind];
        for (var round = 0; round < 20_000; round++)
        {
            var content = value.Span[..^RowReader.ChecksumBytes].ToArray();
            for (var i = random.Next(1, 4); i > 0; i--) content[random.Next(content.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) content = content[..random.Next(content.Length + 1)];
            decode(rowKey, Golden.Seal(rowKey, content));
        }
    }

    [Fact]
    public void Decode_KeymapKinds_GiveBackEveryField()
    {
        Assert.True(PartitionCodec.TryDecode(new Row(PartitionRow, Kinds["partition"].Value, 1), out var partition));
        Assert.Equal(FieldsOf(SamplePartition), FieldsOf(partition));
        Assert.True(KeymapCodec.TryDecode(new Row(KeymapRow, Kinds["keymap-entry"].Value, 1), out var entry));
        Assert.Equal(FieldsOf(SampleEntry), FieldsOf(entry));
        Assert.True(MoveProgress.TryDecode(new Row(ProgressRow, Kinds["move-progress"].Value, 1), out var progress));
        Assert.Equal((SampleProgress.Epoch, 77L, 12L), (progress.Epoch, progress.SourceRevision, progress.CopiedRows));
        Assert.Equal(SampleProgress.Next.ToArray(), progress.Next.ToArray());
        Assert.True(DiscardedRange.TryDecode(new Row(DiscardedRow, Kinds["discarded-range"].Value, 1), out var discarded));
        Assert.Equivalent(SampleDiscarded, discarded, strict: true);
        Assert.True(Tombstone.TryDecode(new Row(TombstoneRow, Kinds["tombstone"].Value, 1), out var tombstone));
        Assert.Equal(new Tombstone("bucket", 3, Samples.QueuedAt), tombstone);
        Assert.True(DatabaseIdentity.TryDecode(new Row(RowKeys.DatabaseIdentity(), Kinds["database-identity"].Value, 1), out var identity));
        Assert.Equal(SampleIdentity, identity);
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Decode_Version1_IsReadForEver()
    {
        Assert.True(BucketCodec.TryDecode(Golden.Read("index/bucket.v1.hex"), "main", out var bucket));
        Assert.Equivalent(new BucketRow(Samples.BucketRecord, BucketState.Active, 0, Samples.BucketRecord.CreatedAt, ["main"]), bucket, strict: true);

        var mapRow = Golden.Read("index/cluster-map.v1.hex");
        Assert.True(ClusterMapCodec.TryDecode(mapRow.Key.Span, mapRow.Value.Span, out var map));
        Assert.Equal(Samples.Map.Devices.Select(device => device with { Since = DateTimeOffset.UnixEpoch, IsLeaving = false }), map.Devices);
        Assert.Equal(Samples.Map.Groups[0].Devices, Assert.Single(map.Groups).Devices);
        Assert.Empty(map.Groups[0].Moves);
        Assert.Null(map.Groups[0].StandsInFor);
        Assert.Equal([PoolName.Default], map.Pools);

        Assert.True(PartitionCodec.TryDecode(Golden.Read("index/partition.v1.hex"), out var partition));
        Assert.Equal(FieldsOf(new PartitionRecord(default, default, new Epoch(1), PartitionState.Serving, default)), FieldsOf(partition));
    }

    [Fact]
    public void Decode_NewerVersionForThisReader_IgnoresWhatFollows()
    {
        var key = RowKeys.Tombstone(Samples.Bucket);
        byte[] newer = [.. Kinds["tombstone"].Value.Span[..^RowReader.ChecksumBytes], 1, 2, 3];
        newer[1] = 2;
        Assert.True(Tombstone.TryDecode(new Row(key, Golden.Seal(key, newer), 1), out var tombstone));
        Assert.Equal("bucket", tombstone.Name);

        newer[2] = 2;
        Assert.False(Tombstone.TryDecode(new Row(key, Golden.Seal(key, newer), 1), out _));
        newer[1] = 1;
        newer[2] = 1;
        Assert.False(Tombstone.TryDecode(new Row(key, Golden.Seal(key, newer), 1), out _));
    }

    private static (string Start, string End, Epoch Epoch, PartitionState State, Epoch MoveEpoch) FieldsOf(PartitionRecord partition) =>
        (Convert.ToHexString(partition.Start.Span), Convert.ToHexString(partition.End.Span), partition.Epoch, partition.State, partition.MoveEpoch);

    private static (string Start, string End, Epoch Epoch, string Database, string? Target, long KeyCount, DateTimeOffset ChangedAt) FieldsOf(KeymapEntry entry) =>
        (Convert.ToHexString(entry.Start.Span), Convert.ToHexString(entry.End.Span), entry.Epoch, entry.Database, entry.MoveTarget, entry.KeyCount, entry.ChangedAt);
}
