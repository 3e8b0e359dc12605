using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Conformance.Quotas;

/// <summary>One run of the model of quotas.</summary>
internal sealed class QuotaRun(IReadOnlyList<IOrderedStore> databases, int seed)
{
    private const string Owner = "owner";

    private static readonly BucketId Bucket = new(0x0102_0304_0506_0708);
    private static readonly ObjectKey[] Keys = [.. new[] { "a", "a\0", "a/b", "b", "c", "m", "n", "t", "ü", "zz" }.Select(ObjectKey.From)];

    private readonly Random _random = new(seed);
    private readonly QuotaProcess _survivor = new(databases, new ProcessFate());
    private readonly List<QuotaProcess> _gateways = [];
    private readonly List<(BucketId Bucket, UploadId Id, ObjectKey Key)> _uploads = [];
    private readonly List<BucketRecord> _others = [];
    private readonly QuotaBound _ofBucket = new();
    private readonly QuotaBound _ofOwner = new();
    private BucketRecord _bucket = new("bucket", Bucket, Owner, DateTimeOffset.UnixEpoch, "r");
    private ulong _stripes;
    private uint _buckets;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task BeginAsync(BucketVersioning versioning)
    {
        await _survivor.Catalog.CreateBucketAsync(_bucket, Cancel);
        _bucket = (await _survivor.Catalog.ChangeRulesAsync(_bucket, rules => rules with { Versioning = versioning }, Cancel))!;
        await _survivor.Control.SplitAsync(default, [BoundAt(3), BoundAt(6)], Cancel);
    }

    public async Task StepAsync()
    {
        switch (_random.Next(24))
        {
            case 0:
                await SetQuotaAsync(_ofBucket, async (process, quota) => (await process.Quotas.SetAsync(_bucket, quota, Cancel))!, () => CountAsync(Bucket));
                break;
            case 1:
                await MoveAsync();
                break;
            case 2:
                await CheckAccountsAsync();
                break;
            case 3:
                await CheckThatWhatFitsIsTakenAsync();
                break;
            case 4:
                await SetQuotaAsync(_ofOwner, async (process, quota) => await process.OwnerQuotas.SetAsync(Owner, quota, Cancel), CountAllAsync);
                break;
            case 5:
                await RecountAsync();
                break;
            case 6:
                if (_others.Count < 3) _others.Add(await CreateBucketAsync(Gateway()));
                else await DeleteOtherAsync();
                break;
            case < 11:
                // Several gateways at once: what each reads another may change before it commits.
                await Task.WhenAll(Enumerable.Range(0, _random.Next(2, 6)).Select(_ => ChangeAsync(Gateway(), _random.Next())));
                break;
            default:
                await ChangeAsync(_random.Next(4) == 0 ? Mortal() : Gateway(), _random.Next());
                break;
        }

        await CheckHeldAsync();
    }

    public async Task EndAsync()
    {
        await SettleAsync();
        await CheckAccountsAsync();
        await CheckThatWhatFitsIsTakenAsync();
    }

    private QuotaProcess Mortal() => new(databases, new ProcessFate { DiesAt = _random.Next(1, 12) });

    private QuotaProcess Gateway()
    {
        if (_gateways.Count < 3) _gateways.Add(new QuotaProcess(databases, new ProcessFate()));
        return _gateways[_random.Next(_gateways.Count)];
    }

    private static byte[] BoundAt(int key) => RowKeys.Object(Bucket, Keys[key])[1..];

    private async Task ChangeAsync(QuotaProcess gateway, int chance)
    {
        var random = new Random(chance);
        var key = Keys[random.Next(Keys.Length)];
        var bucket = random.Next(3) > 0 || _others.Count == 0 ? Bucket : _others[random.Next(_others.Count)].Id;
        try
        {
            switch (random.Next(12))
            {
                case < 4:
                    await gateway.Index.PutAsync(bucket, key, Record(random.Next(40)), default, Cancel);
                    break;
                case 10:
                    await gateway.Index.PutAsync(bucket, key, Replica(random), default, Cancel);
                    break;
                case 11:
                    await TransitAsync(gateway, bucket, random);
                    break;
                case 4:
                    await gateway.Index.DeleteAsync(bucket, key, new ObjectDeletion { OwnerId = "o" }, Cancel);
                    break;
                case < 7:
                    await DeleteVersionAsync(gateway, bucket, random);
                    break;
                case 7:
                    await CreateUploadAsync(gateway, bucket, key, random);
                    break;
                default:
                    await ContinueUploadAsync(gateway, random);
                    break;
            }
        }
        catch (KilledException)
        {
            // Applied or not; the rows say.
        }
    }

    private static async Task DeleteVersionAsync(QuotaProcess gateway, BucketId bucket, Random random)
    {
        if (await AnyVersionAsync(gateway, bucket, random) is not { } version) return;
        await gateway.Index.DeleteAsync(bucket, version.Listed.Key, new ObjectDeletion { Version = version.Version, OwnerId = "o" }, Cancel);
    }

    private static async Task<ListedVersion?> AnyVersionAsync(QuotaProcess gateway, BucketId bucket, Random random)
    {
        var versions = (await gateway.Index.ListVersionsAsync(bucket, new ObjectListQuery(default, default, default, 1000), null, Cancel)).Versions;
        return versions.Count == 0 ? null : versions[random.Next(versions.Count)];
    }

    /// <summary>Makes a version, or the first part of its upload, lie elsewhere: what it takes of the quota stays the same.</summary>
    private async Task TransitAsync(QuotaProcess gateway, BucketId bucket, Random random)
    {
        if (await AnyVersionAsync(gateway, bucket, random) is not { } version || await gateway.Index.GetVersionAsync(bucket, version.Listed.Key, version.Version, Cancel) is not { } record) return;
        var move = new ObjectMove { Version = record.Name, LastModified = record.LastModified, From = record.Runs, To = RunsOf(record.Runs.Sum(static run => run.Bytes)), StorageClass = "COLD", Tiering = static _ => null, IsDue = static _ => true };
        await gateway.Index.MoveAsync(bucket, version.Listed.Key, move, Cancel);
        if (record.Upload is not { } upload || await gateway.Index.ListPartsAsync(bucket, version.Listed.Key, upload, 0, 1, Cancel) is not [var part]) return;
        await gateway.Index.MovePartAsync(bucket, version.Listed.Key, upload, part, RunsOf(part.Size), Cancel);
    }

    private async Task CreateUploadAsync(QuotaProcess gateway, BucketId bucket, ObjectKey key, Random random)
    {
        var record = new UploadRecord { Id = new UploadId((UInt128)(ulong)random.NextInt64() << 32), InitiatedAt = DateTimeOffset.UnixEpoch, OwnerId = "o" };
        lock (_uploads) _uploads.Add((bucket, record.Id, key));
        await gateway.Index.CreateUploadAsync(bucket, key, record, Cancel);
    }

    private async Task ContinueUploadAsync(QuotaProcess gateway, Random random)
    {
        (BucketId Bucket, UploadId Id, ObjectKey Key) upload;
        lock (_uploads)
        {
            if (_uploads.Count == 0) return;
            upload = _uploads[random.Next(_uploads.Count)];
        }

        switch (random.Next(5))
        {
            case < 3:
                await gateway.Index.PutPartAsync(upload.Bucket, upload.Key, upload.Id, Part(random.Next(1, 5), random.Next(30)), Cancel);
                break;
            case 3:
                await CompleteAsync(gateway, upload.Bucket, upload.Key, upload.Id, random);
                break;
            default:
                await gateway.Index.AbortUploadAsync(upload.Bucket, upload.Key, upload.Id, Cancel);
                break;
        }
    }

    private static async Task CompleteAsync(QuotaProcess gateway, BucketId bucket, ObjectKey key, UploadId id, Random random)
    {
        if (await gateway.Index.GetUploadAsync(bucket, key, id, Cancel) is null) return;
        var parts = (await gateway.Index.ListPartsAsync(bucket, key, id, 0, 100, Cancel)).Where(_ => random.Next(3) > 0).ToArray();
        var record = new ObjectRecord
        {
            Size = parts.Sum(static part => part.Size),
            ETag = $"0123456789abcdef0123456789abcdef-{parts.Length}",
            LastModified = DateTimeOffset.UnixEpoch,
            OwnerId = "o",
            Upload = id,
            Parts = [.. parts.Select(static part => new PartSpan((ushort)part.PartNumber, 1, part.Size))],
        };
        await gateway.Index.CompleteUploadAsync(bucket, key, record, [.. parts.Select(static part => KeyValuePair.Create(part.PartNumber, part.ETag))], default, Cancel);
    }

    private async Task<BucketRecord> CreateBucketAsync(QuotaProcess gateway)
    {
        var number = Interlocked.Increment(ref _buckets);
        var record = new BucketRecord($"other-{number}", new BucketId(Bucket.Value - number), Owner, DateTimeOffset.UnixEpoch, "r");
        return (await gateway.Catalog.CreateBucketAsync(record, Cancel)).Bucket;
    }

    /// <summary>Empties a bucket but for its uploads, and deletes it.</summary>
    private async Task DeleteOtherAsync()
    {
        var bucket = _others[_random.Next(_others.Count)];
        var gateway = Gateway();
        foreach (var version in (await gateway.Index.ListVersionsAsync(bucket.Id, new ObjectListQuery(default, default, default, 1000), null, Cancel)).Versions)
            await gateway.Index.DeleteAsync(bucket.Id, version.Listed.Key, new ObjectDeletion { Version = version.Version, OwnerId = "o" }, Cancel);
        Assert.Equal(BucketDeletion.Deleted, await gateway.Catalog.DeleteBucketAsync(bucket.Name, Cancel));
        _others.Remove(bucket);
    }

    /// <summary>A bucket that comes, is written to, and is gone again, whatever else is under way.</summary>
    private async Task PassAsync(QuotaProcess gateway)
    {
        var bucket = await CreateBucketAsync(gateway);
        var key = Keys[0];
        await gateway.Index.PutAsync(bucket.Id, key, Record(20), default, Cancel);
        await gateway.Index.DeleteAsync(bucket.Id, key, new ObjectDeletion { OwnerId = "o" }, Cancel);
        Assert.Equal(BucketDeletion.Deleted, await gateway.Catalog.DeleteBucketAsync(bucket.Name, Cancel));
    }

    /// <summary>Sets another quota by a process that may die; the next one ends what it has begun. Gateways write meanwhile, and buckets come and go.</summary>
    private async Task SetQuotaAsync(QuotaBound bound, Func<QuotaProcess, StorageQuota, Task<QuotaState>> setAsync, Func<Task<StoredAmount>> countAsync)
    {
        bound.Begin(new StorageQuota(_random.Next(4) == 0 ? null : _random.Next(300), _random.Next(3) == 0 ? null : _random.Next(20)));
        var writes = WriteMeanwhileAsync();
        var state = await RunMortalAsync(process => setAsync(process, bound.Quota));

        // Once it is enforced it holds for writes that had begun before, too.
        await writes;
        bound.End(state.Mode == QuotaMode.Enforced ? default : await countAsync());
    }

    /// <summary>Counting again changes nothing that counts, whoever dies in it.</summary>
    private async Task RecountAsync()
    {
        var writes = WriteMeanwhileAsync();
        if (_random.Next(3) == 0) await RunMortalAsync(async process => (await process.Quotas.RecountAsync(_bucket, Cancel))!);
        else await RunMortalAsync(async process => await process.OwnerQuotas.RecountAsync(Owner, Cancel));
        await writes;
        await CheckAccountsAsync();
    }

    private Task WriteMeanwhileAsync() => Task.WhenAll(
        Enumerable.Range(0, _random.Next(4)).Select(_ => ChangeAsync(Gateway(), _random.Next())).Concat(Enumerable.Range(0, _random.Next(2)).Select(_ => PassAsync(Gateway()))));

    private async Task<QuotaState> RunMortalAsync(Func<QuotaProcess, Task<QuotaState>> run)
    {
        try
        {
            return await run(_random.Next(2) == 0 ? Mortal() : Gateway());
        }
        catch (KilledException)
        {
            if (_random.Next(2) == 0) await _survivor.Quotas.RecountAsync(_bucket, Cancel);
            if (_random.Next(2) == 0) await _survivor.OwnerQuotas.RecountAsync(Owner, Cancel);
            return await run(_survivor);
        }
    }

    private async Task SettleAsync()
    {
        await _survivor.Quotas.SettleAsync(_bucket, Cancel);
        await _survivor.OwnerQuotas.SettleAsync(Owner, Cancel);
        while ((await _survivor.Control.ReconcileAsync(Cancel)).Entries.FirstOrDefault(static entry => entry.MoveTarget is not null) is { } moving)
            await _survivor.Control.CarryOutMoveAsync(moving.Start, Cancel);
    }

    private async Task MoveAsync()
    {
        var entries = await _survivor.Control.ListAsync(Cancel);
        var entry = entries[_random.Next(entries.Count)];
        var target = entry.Database == SimulatedProcess.NameOf(0) ? SimulatedProcess.NameOf(1) : SimulatedProcess.NameOf(0);
        await _survivor.Control.BeginMoveAsync(entry.Start, target, Cancel);
        var writes = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ChangeAsync(Gateway(), _random.Next())));
        await _survivor.Control.CarryOutMoveAsync(entry.Start, Cancel);
        await writes;
        await SettleAsync();
    }

    private async Task CheckHeldAsync()
    {
        _ofBucket.Check(await CountAsync(Bucket));
        _ofOwner.Check(await CountAllAsync());
    }

    private async Task CheckAccountsAsync()
    {
        var state = (await _survivor.Quotas.GetAsync(_bucket, Cancel))!;
        if (state.Mode is QuotaMode.Over or QuotaMode.Enforced) Assert.Equal(await CountAsync(Bucket), state.Used);
        var ofOwner = await _survivor.OwnerQuotas.GetAsync(Owner, Cancel);
        if (ofOwner.Mode is QuotaMode.Over or QuotaMode.Enforced) Assert.Equal(await CountAllAsync(), ofOwner.Used);
    }

    /// <summary>A new key of just the size that is left is taken, and one byte more is not; and both are known before.</summary>
    private async Task CheckThatWhatFitsIsTakenAsync()
    {
        var (held, all) = (await CountAsync(Bucket), await CountAllAsync());
        if (_ofBucket.BytesLeft(held) is not { } ofBucket || _ofOwner.BytesLeft(all) is not { } ofOwner) return;
        var (left, refusal) = ofOwner < ofBucket ? (ofOwner, WriteOutcome.OwnerBytesQuotaExceeded) : (ofBucket, WriteOutcome.BytesQuotaExceeded);
        if (left > int.MaxValue) return;
        var key = ObjectKey.From($"fits-{_random.Next():x}");
        var gateway = Gateway();
        Assert.Equal(WriteOutcome.Applied, await JudgeAsync(gateway, key, left));
        Assert.Equal(refusal, (await gateway.Index.PutAsync(Bucket, key, Record(left + 1), default, Cancel)).Outcome);

        // Who remembers purses that others have emptied by now says nothing against what the commit refuses.
        var fresh = new QuotaProcess(databases, new ProcessFate());
        Assert.Equal((WriteOutcome.Applied, refusal), (await JudgeAsync(fresh, key, left), await JudgeAsync(fresh, key, left + 1)));
        var put = await gateway.Index.PutAsync(Bucket, key, Record(left), default, Cancel);
        Assert.Equal(WriteOutcome.Applied, put.Outcome);
        Assert.Equal(held + new StoredAmount(left, 1), await CountAsync(Bucket));
        await gateway.Index.DeleteAsync(Bucket, key, new ObjectDeletion { Version = put.Version, OwnerId = "o" }, Cancel);
    }

    private async Task<WriteOutcome> JudgeAsync(QuotaProcess process, ObjectKey key, long bytes) =>
        await process.Index.JudgePutAsync((await process.Catalog.GetBucketAsync(_bucket.Name, Cancel))!, key, Record(0), bytes, Cancel);

    private async Task<StoredAmount> CountAllAsync()
    {
        var held = await CountAsync(Bucket);
        foreach (var other in _others) held += await CountAsync(other.Id);
        return held;
    }

    /// <summary>What is held, by the listings that clients get.</summary>
    private async Task<StoredAmount> CountAsync(BucketId bucket)
    {
        StoredAmount held = default;
        var query = new ObjectListQuery(default, default, default, 1000);
        var versions = await _survivor.Index.ListVersionsAsync(bucket, query, null, Cancel);
        Assert.False(versions.IsTruncated);
        foreach (var version in versions.Versions.Where(static version => !version.IsDeleteMarker)) held += new StoredAmount(version.Listed.Size, 1);
        foreach (var (key, upload) in (await _survivor.Index.ListUploadsAsync(bucket, query, null, Cancel)).Uploads)
            held += new StoredAmount((await _survivor.Index.ListPartsAsync(bucket, key, upload.Id, 0, 100, Cancel)).Sum(static part => part.Size), 1);
        return held;
    }

    private ObjectRecord Record(long size) => new() { Size = size, ETag = "0123456789abcdef0123456789abcdef", LastModified = DateTimeOffset.UnixEpoch, OwnerId = "o", Runs = RunsOf(size) };

    /// <summary>One of a few versions of another store, so that some come twice; where no versions are kept it is refused.</summary>
    private ObjectRecord Replica(Random random) => Record(random.Next(40)) with
    {
        Replication = StoredReplication.Replica,
        Version = new VersionId(((UInt128)(ulong)random.Next(1, 9) << 64) | 1),
        IsNullVersion = false,
    };

    private PartRecord Part(int number, long size) =>
        new() { PartNumber = number, Size = size, ETag = "0123456789abcdef0123456789abcdef", LastModified = DateTimeOffset.UnixEpoch, Runs = RunsOf(size) };

    private StripeRun[] RunsOf(long size) => size == 0
        ? []
        : [new(new StripeId(Interlocked.Increment(ref _stripes), 1UL << 32), new PlacementGroupId(7), ErasureProfile.Replicated, 1, (int)size, (int)size)];
}
