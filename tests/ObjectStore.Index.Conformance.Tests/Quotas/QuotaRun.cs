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
    private static readonly BucketId Bucket = new(0x0102_0304_0506_0708);
    private static readonly ObjectKey[] Keys = [.. new[] { "a", "a\0", "a/b", "b", "c", "m", "n", "t", "ü", "zz" }.Select(ObjectKey.From)];

    private readonly Random _random = new(seed);
    private readonly QuotaProcess _survivor = new(databases, new ProcessFate());
    private readonly List<QuotaProcess> _gateways = [];
    private readonly List<(UploadId Id, ObjectKey Key)> _uploads = [];
    private BucketRecord _bucket = new("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r");
    private BucketQuota _quota = BucketQuota.None;
    private StoredAmount _heldBefore = new(long.MaxValue, long.MaxValue);
    private ulong _stripes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task BeginAsync(BucketVersioning versioning)
    {
        await _survivor.Catalog.CreateBucketAsync(_bucket, Cancel);
        _bucket = (await _survivor.Catalog.ChangeRulesAsync(_bucket, rules => rules with { Versioning = versioning }, Cancel))!;
        await _survivor.Control.SplitAsync(default, [BoundAt(3), BoundAt(6)], Cancel);
    }

    public async Task StepAsync()
    {
        switch (_random.Next(20))
        {
            case 0:
                await SetQuotaAsync();
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
            case < 8:
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
        try
        {
            switch (random.Next(12))
            {
                case < 4:
                    await gateway.Index.PutAsync(Bucket, key, Record(random.Next(40)), default, Cancel);
                    break;
                case 10:
                    await gateway.Index.PutAsync(Bucket, key, Replica(random), default, Cancel);
                    break;
                case 11:
                    await TransitAsync(gateway, random);
                    break;
                case 4:
                    await gateway.Index.DeleteAsync(Bucket, key, new ObjectDeletion { OwnerId = "o" }, Cancel);
                    break;
                case < 7:
                    await DeleteVersionAsync(gateway, random);
                    break;
                case 7:
                    await CreateUploadAsync(gateway, key, random);
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

    private static async Task DeleteVersionAsync(QuotaProcess gateway, Random random)
    {
        if (await AnyVersionAsync(gateway, random) is not { } version) return;
        await gateway.Index.DeleteAsync(Bucket, version.Listed.Key, new ObjectDeletion { Version = version.Version, OwnerId = "o" }, Cancel);
    }

    private static async Task<ListedVersion?> AnyVersionAsync(QuotaProcess gateway, Random random)
    {
        var versions = (await gateway.Index.ListVersionsAsync(Bucket, new ObjectListQuery(default, default, default, 1000), null, Cancel)).Versions;
        return versions.Count == 0 ? null : versions[random.Next(versions.Count)];
    }

    /// <summary>Makes a version, or the first part of its upload, lie elsewhere: what it takes of the quota stays the same.</summary>
    private async Task TransitAsync(QuotaProcess gateway, Random random)
    {
        if (await AnyVersionAsync(gateway, random) is not { } version || await gateway.Index.GetVersionAsync(Bucket, version.Listed.Key, version.Version, Cancel) is not { } record) return;
        var move = new ObjectMove { Version = record.Name, LastModified = record.LastModified, From = record.Runs, To = RunsOf(record.Runs.Sum(static run => run.Bytes)), StorageClass = "COLD", IsDue = static _ => true };
        await gateway.Index.MoveAsync(Bucket, version.Listed.Key, move, Cancel);
        if (record.Upload is not { } upload || await gateway.Index.ListPartsAsync(Bucket, version.Listed.Key, upload, 0, 1, Cancel) is not [var part]) return;
        await gateway.Index.MovePartAsync(Bucket, version.Listed.Key, upload, part, RunsOf(part.Size), Cancel);
    }

    private async Task CreateUploadAsync(QuotaProcess gateway, ObjectKey key, Random random)
    {
        var record = new UploadRecord { Id = new UploadId((UInt128)(ulong)random.NextInt64() << 32), InitiatedAt = DateTimeOffset.UnixEpoch, OwnerId = "o" };
        lock (_uploads) _uploads.Add((record.Id, key));
        await gateway.Index.CreateUploadAsync(Bucket, key, record, Cancel);
    }

    private async Task ContinueUploadAsync(QuotaProcess gateway, Random random)
    {
        (UploadId Id, ObjectKey Key) upload;
        lock (_uploads)
        {
            if (_uploads.Count == 0) return;
            upload = _uploads[random.Next(_uploads.Count)];
        }

        switch (random.Next(5))
        {
            case < 3:
                await gateway.Index.PutPartAsync(Bucket, upload.Key, upload.Id, Part(random.Next(1, 5), random.Next(30)), Cancel);
                break;
            case 3:
                await CompleteAsync(gateway, upload.Key, upload.Id, random);
                break;
            default:
                await gateway.Index.AbortUploadAsync(Bucket, upload.Key, upload.Id, Cancel);
                break;
        }
    }

    private static async Task CompleteAsync(QuotaProcess gateway, ObjectKey key, UploadId id, Random random)
    {
        if (await gateway.Index.GetUploadAsync(Bucket, key, id, Cancel) is null) return;
        var parts = (await gateway.Index.ListPartsAsync(Bucket, key, id, 0, 100, Cancel)).Where(_ => random.Next(3) > 0).ToArray();
        var record = new ObjectRecord
        {
            Size = parts.Sum(static part => part.Size),
            ETag = $"0123456789abcdef0123456789abcdef-{parts.Length}",
            LastModified = DateTimeOffset.UnixEpoch,
            OwnerId = "o",
            Upload = id,
            Parts = [.. parts.Select(static part => new PartSpan((ushort)part.PartNumber, 1, part.Size))],
        };
        await gateway.Index.CompleteUploadAsync(Bucket, key, record, [.. parts.Select(static part => KeyValuePair.Create(part.PartNumber, part.ETag))], default, Cancel);
    }

    /// <summary>Sets another quota by a process that may die; the next one ends what it has begun. Gateways write meanwhile.</summary>
    private async Task SetQuotaAsync()
    {
        _quota = new BucketQuota(_random.Next(4) == 0 ? null : _random.Next(300), _random.Next(3) == 0 ? null : _random.Next(20));
        _heldBefore = new StoredAmount(long.MaxValue, long.MaxValue);
        var writes = Task.WhenAll(Enumerable.Range(0, _random.Next(4)).Select(_ => ChangeAsync(Gateway(), _random.Next())));
        var process = _random.Next(2) == 0 ? Mortal() : Gateway();
        QuotaState? state;
        try
        {
            state = await process.Quotas.SetAsync(_bucket, _quota, Cancel);
        }
        catch (KilledException)
        {
            if (_random.Next(2) == 0) await _survivor.Quotas.RecountAsync(_bucket, Cancel);
            state = await _survivor.Quotas.SetAsync(_bucket, _quota, Cancel);
        }

        // Once it is enforced it holds for writes that had begun before, too.
        await writes;
        _heldBefore = state!.Mode == QuotaMode.Enforced ? default : await CountAsync();
    }

    private async Task SettleAsync()
    {
        await _survivor.Quotas.SettleAsync(_bucket, Cancel);
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

    /// <summary>What is held is within the quota, or was more than it already when it was set.</summary>
    private async Task CheckHeldAsync()
    {
        var held = await CountAsync();
        Assert.True(held.Bytes <= (_quota.Bytes ?? long.MaxValue) || held.Bytes <= _heldBefore.Bytes, $"{held} with {_quota}, {_heldBefore} when it was set");
        Assert.True(held.Objects <= (_quota.Objects ?? long.MaxValue) || held.Objects <= _heldBefore.Objects, $"{held} with {_quota}, {_heldBefore} when it was set");
        _heldBefore = new StoredAmount(Math.Min(held.Bytes, _heldBefore.Bytes), Math.Min(held.Objects, _heldBefore.Objects));
    }

    private async Task CheckAccountsAsync()
    {
        var state = (await _survivor.Quotas.GetAsync(_bucket, Cancel))!;
        if (state.Mode is QuotaMode.Over or QuotaMode.Enforced) Assert.Equal(await CountAsync(), state.Used);
    }

    /// <summary>A new key of just the size that is left is taken, and one byte more is not.</summary>
    private async Task CheckThatWhatFitsIsTakenAsync()
    {
        var held = await CountAsync();
        if (_quota.Bytes is not { } bytes || held.Bytes > bytes || held.Objects >= (_quota.Objects ?? long.MaxValue)) return;
        var key = ObjectKey.From($"fits-{_random.Next():x}");
        var gateway = Gateway();
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, (await gateway.Index.PutAsync(Bucket, key, Record(bytes - held.Bytes + 1), default, Cancel)).Outcome);
        var put = await gateway.Index.PutAsync(Bucket, key, Record(bytes - held.Bytes), default, Cancel);
        Assert.Equal(WriteOutcome.Applied, put.Outcome);
        Assert.Equal(new StoredAmount(bytes, held.Objects + 1), await CountAsync());
        await gateway.Index.DeleteAsync(Bucket, key, new ObjectDeletion { Version = put.Version, OwnerId = "o" }, Cancel);
    }

    /// <summary>What is held, by the listings that clients get.</summary>
    private async Task<StoredAmount> CountAsync()
    {
        StoredAmount held = default;
        var query = new ObjectListQuery(default, default, default, 1000);
        var versions = await _survivor.Index.ListVersionsAsync(Bucket, query, null, Cancel);
        Assert.False(versions.IsTruncated);
        foreach (var version in versions.Versions.Where(static version => !version.IsDeleteMarker)) held += new StoredAmount(version.Listed.Size, 1);
        foreach (var (key, upload) in (await _survivor.Index.ListUploadsAsync(Bucket, query, null, Cancel)).Uploads)
            held += new StoredAmount((await _survivor.Index.ListPartsAsync(Bucket, key, upload.Id, 0, 100, Cancel)).Sum(static part => part.Size), 1);
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
