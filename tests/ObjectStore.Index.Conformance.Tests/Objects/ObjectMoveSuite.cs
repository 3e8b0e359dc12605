using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Conformance.Objects;

/// <summary>What becomes of versions and parts whose bytes have been copied elsewhere: rows, garbage, and what stays as it was.</summary>
[Trait("Category", "Conformance")]
public abstract class ObjectMoveSuite<TFixture>() : ObjectSuite<TFixture>(seed: 11)
    where TFixture : OrderedStoreFixture, new()
{
    private static readonly ObjectKey Key = ObjectKey.From("a");

    [Theory]
    [InlineData(BucketVersioning.Never)]
    [InlineData(BucketVersioning.Enabled)]
    [InlineData(BucketVersioning.Suspended)]
    public async Task Move_CurrentVersion_ChangesWhereItLiesAndNothingElse(BucketVersioning versioning)
    {
        await PutAsync();
        await SetVersioningAsync(versioning);
        var before = await PutAsync();
        await CollectAsync();

        var moved = MoveOf(before);
        Assert.Equal(WriteOutcome.Applied, await Index.MoveAsync(Bucket, Key, moved, Cancel));

        var expected = before with { Runs = moved.To, StorageClass = moved.StorageClass };
        Same(expected, await Index.GetVersionAsync(Bucket, Key, null, Cancel));
        Same(expected, await Index.GetAsync(Bucket, Key, Cancel));
        Assert.Equal(expected.Runs, (await Index.GetVersionAsync(Bucket, Key, before.Name, Cancel))!.Runs);
        await CheckNamedAsync(moved.To);
        await CheckIsGarbageAsync(moved.From);
    }

    [Fact]
    public async Task Move_NoncurrentVersions_LeavesTheCurrentOneAlone()
    {
        var old = await PutAsync();
        await SetVersioningAsync(BucketVersioning.Enabled);
        var middle = await PutAsync();
        var current = await PutAsync();

        foreach (var version in new[] { old, middle })
        {
            var moved = MoveOf(version);
            Assert.Equal(WriteOutcome.Applied, await Index.MoveAsync(Bucket, Key, moved, Cancel));
            var found = (await Index.GetVersionAsync(Bucket, Key, version.Name, Cancel))!;
            Assert.Equal((moved.StorageClass, version.ETag, version.LastModified), (found.StorageClass, found.ETag, found.LastModified));
            Assert.Equal(moved.To, found.Runs);
            await CheckNamedAsync(moved.To);
            await CheckIsGarbageAsync(moved.From);
        }

        Same(current, await Index.GetVersionAsync(Bucket, Key, null, Cancel));
        var listed = (await Index.ListVersionsAsync(Bucket, new ObjectListQuery(default, default, default, 10), null, Cancel)).Versions;
        Assert.Equal([current.ETag, middle.ETag, old.ETag], listed.Select(static each => each.Listed.ETag));
    }

    [Fact]
    public async Task Move_ToAnotherClassOfTheSamePool_MakesNoGarbage()
    {
        var before = await PutAsync();

        Assert.Equal(WriteOutcome.Applied, await Index.MoveAsync(Bucket, Key, MoveOf(before) with { To = before.Runs }, Cancel));

        Same(before with { StorageClass = "COLD" }, await Index.GetAsync(Bucket, Key, Cancel));
        Assert.Empty((await Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 10, Cancel)).Entries);
    }

    [Fact]
    public async Task Move_OfWhatIsNoLongerWhatWasCopied_ChangesNothing()
    {
        var replaced = await PutAsync();
        var before = await PutAsync();
        await CollectAsync();
        var move = MoveOf(before);

        foreach (var (other, outcome) in new (ObjectMove, WriteOutcome)[]
        {
            (MoveOf(replaced), WriteOutcome.PreconditionFailed),
            (move with { LastModified = before.LastModified.AddMilliseconds(1) }, WriteOutcome.PreconditionFailed),
            (move with { From = move.To }, WriteOutcome.PreconditionFailed),
            (move with { IsDue = static _ => false }, WriteOutcome.PreconditionFailed),
            (move with { Version = VersionName.Of(VersionId.New(DateTimeOffset.UnixEpoch, default)) }, WriteOutcome.NoSuchKey),
        })
        {
            Assert.Equal(outcome, await Index.MoveAsync(Bucket, Key, other, Cancel));
        }

        Assert.Equal(WriteOutcome.NoSuchKey, await Index.MoveAsync(Bucket, ObjectKey.From("b"), move, Cancel));
        Assert.Equal(WriteOutcome.NoSuchBucket, await Index.MoveAsync(new BucketId(5), Key, move, Cancel));
        Same(before, await Index.GetAsync(Bucket, Key, Cancel));
        Assert.Empty((await Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 10, Cancel)).Entries);
    }

    [Fact]
    public async Task Move_OfADeleteMarker_IsNoSuchKey()
    {
        await SetVersioningAsync(BucketVersioning.Enabled);
        var before = await PutAsync();
        var marker = await Index.DeleteAsync(Bucket, Key, new ObjectDeletion { OwnerId = "owner" }, Cancel);

        Assert.Equal(WriteOutcome.NoSuchKey, await Index.MoveAsync(Bucket, Key, MoveOf(before) with { Version = marker.Version!.Value }, Cancel));
        Assert.Equal(WriteOutcome.Applied, await Index.MoveAsync(Bucket, Key, MoveOf(before), Cancel));
    }

    [Fact]
    public async Task Move_OfALockedVersion_LeavesItLocked()
    {
        await SetVersioningAsync(BucketVersioning.Enabled);
        var before = await PutAsync(record => record with { Retention = new Retention(RetentionMode.Compliance, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)), HasLegalHold = true });

        Assert.Equal(WriteOutcome.Applied, await Index.MoveAsync(Bucket, Key, MoveOf(before), Cancel));

        var found = (await Index.GetVersionAsync(Bucket, Key, before.Name, Cancel))!;
        Assert.Equal((before.Retention, true), (found.Retention, found.HasLegalHold));
        Assert.Equal(WriteOutcome.ObjectLocked, await Index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = before.Name, BypassesGovernance = true }, Cancel));
    }

    [Fact]
    public async Task MovePart_OfACompletedUpload_LiesElsewhereUntilTheObjectGoes()
    {
        var (upload, parts) = await CompleteAsync();
        foreach (var part in parts)
        {
            var to = Records.Copied(part.Runs);
            Assert.Equal(WriteOutcome.Applied, await Index.MovePartAsync(Bucket, Key, upload, part, to, Cancel));
            Assert.Equal(WriteOutcome.PreconditionFailed, await Index.MovePartAsync(Bucket, Key, upload, part, Records.Copied(part.Runs), Cancel));
            await CheckIsGarbageAsync(part.Runs);
        }

        var moved = await Index.ListPartsAsync(Bucket, Key, upload, 0, 10, Cancel);
        Assert.Equal(parts.Select(static part => (part.PartNumber, part.ETag, part.Size)), moved.Select(static part => (part.PartNumber, part.ETag, part.Size)));
        var record = (await Index.GetAsync(Bucket, Key, Cancel))!;
        Assert.Equal(WriteOutcome.Applied, await Index.MoveAsync(Bucket, Key, MoveOf(record), Cancel));
        Same(record with { StorageClass = "COLD" }, await Index.GetAsync(Bucket, Key, Cancel));
        foreach (var part in moved) await CheckNamedAsync(part.Runs, upload, (ushort)part.PartNumber);

        await Index.DeleteAsync(Bucket, Key, default, Cancel);
        Assert.Equal(upload, Assert.Single((await Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 10, Cancel)).Entries).Upload);
        foreach (var part in moved) await CheckNamedAsync(part.Runs, upload, (ushort)part.PartNumber);
        await CollectAsync();
        foreach (var part in moved)
            Assert.False(await Index.IsReferencedAsync(new FragmentOwner(Bucket, Key, upload, (ushort)part.PartNumber), part.Runs[0].First, Cancel));
    }

    [Fact]
    public async Task MovePart_ThatIsGone_IsNoSuchUpload()
    {
        var (upload, parts) = await CompleteAsync();
        await Index.DeleteAsync(Bucket, Key, default, Cancel);
        await CollectAsync();

        Assert.Equal(WriteOutcome.NoSuchUpload, await Index.MovePartAsync(Bucket, Key, upload, parts[0], Records.Copied(parts[0].Runs), Cancel));
        Assert.Equal(WriteOutcome.NoSuchUpload, await Index.MovePartAsync(new BucketId(5), Key, upload, parts[0], Records.Copied(parts[0].Runs), Cancel));
        Assert.Empty((await Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 10, Cancel)).Entries);
    }

    private ObjectMove MoveOf(ObjectRecord record) => new()
    {
        Version = record.Name,
        LastModified = record.LastModified,
        From = record.Runs,
        To = Records.Copied(record.Runs),
        StorageClass = "COLD",
        Tiering = static _ => null,
        IsDue = static _ => true,
    };

    private Task SetVersioningAsync(BucketVersioning versioning) =>
        versioning == BucketVersioning.Never ? Task.CompletedTask : Catalog.ChangeRulesAsync(TheBucket, rules => rules with { Versioning = versioning }, Cancel).AsTask();

    private async Task<ObjectRecord> PutAsync(Func<ObjectRecord, ObjectRecord>? with = null)
    {
        var record = Records.Object();
        while (record.Runs.Count == 0) record = Records.Object();
        Assert.Equal(WriteOutcome.Applied, await Index.PutAsync(Bucket, Key, with is null ? record : with(record), default, Cancel));
        return (await Index.GetAsync(Bucket, Key, Cancel))!;
    }

    private async Task<(UploadId Id, PartRecord[] Parts)> CompleteAsync()
    {
        var upload = Records.Upload();
        await Index.CreateUploadAsync(Bucket, Key, upload, Cancel);
        var parts = new List<PartRecord>();
        while (parts.Count < 3)
        {
            var part = Records.Part(parts.Count + 1);
            if (part.Runs.Count == 0) continue;
            parts.Add(part);
            await Index.PutPartAsync(Bucket, Key, upload.Id, part, Cancel);
        }

        var tags = parts.Select(static part => KeyValuePair.Create(part.PartNumber, part.ETag)).ToArray();
        Assert.Equal(WriteOutcome.Applied, await Index.CompleteUploadAsync(Bucket, Key, Records.Completed(upload.Id, parts), tags, default, Cancel));
        return (upload.Id, [.. parts]);
    }

    private async Task CheckNamedAsync(IEnumerable<StripeRun> runs, UploadId? upload = null, ushort number = 0)
    {
        foreach (var stripe in ReferenceIndex.Stripes(runs)) Assert.True(await Index.IsReferencedAsync(new FragmentOwner(Bucket, Key, upload, number), stripe, Cancel));
    }

    /// <summary>The queue names exactly these stripes; it is empty afterwards.</summary>
    private async Task CheckIsGarbageAsync(IEnumerable<StripeRun> runs) => Assert.Equal(ReferenceIndex.Stripes(runs).Order(), (await CollectAsync()).Order());

    private async Task<IReadOnlyList<StripeId>> CollectAsync()
    {
        var entries = (await Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 100, Cancel)).Entries;
        await Index.RemoveGarbageAsync(entries, Cancel);
        return [.. entries.SelectMany(static entry => ReferenceIndex.Stripes(entry.Runs))];
    }

    /// <summary>The same record to the last byte of its row.</summary>
    private static void Same(ObjectRecord expected, ObjectRecord? found)
    {
        byte[] rowKey = RowKeys.Object(Bucket, Key);
        Assert.NotNull(found);
        Assert.Equal(ObjectCodec.Encode(rowKey, expected).ToArray(), ObjectCodec.Encode(rowKey, found).ToArray());
    }
}

public sealed class InMemoryObjectMoveTests : ObjectMoveSuite<InMemoryFixture>;

public sealed class SqliteObjectMoveTests : ObjectMoveSuite<SqliteFixture>;
