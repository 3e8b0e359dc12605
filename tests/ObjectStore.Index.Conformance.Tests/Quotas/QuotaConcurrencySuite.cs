using System.Diagnostics;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance.Keymap;
using ObjectStore.Index.Conformance.Postgres;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using Xunit;

namespace ObjectStore.Index.Conformance.Quotas;

/// <summary>Goal: writers of several processes at once fill a quota to the last object, and not one more, however they meet. Method: more new keys than fit, by many at once; who is told to slow down tries again.</summary>
public abstract class QuotaConcurrencySuite<TFixture>
    where TFixture : OrderedStoreFixture, new()
{
    private const int ProcessCount = 3;
    private const int WriterCount = 24;
    private const int KeysPerWriter = 20;
    private const int Quota = 400;

    private static readonly BucketId Bucket = new(0x0102_0304_0506_0708);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Puts_MoreThanFit_FillTheQuotaExactly()
    {
        using var fixture = new TFixture();
        await using var store = fixture.Open();
        var processes = Enumerable.Range(0, ProcessCount).Select(_ => new QuotaProcess([store], new ProcessFate())).ToArray();
        var (bucket, _) = await processes[0].Catalog.CreateBucketAsync(new BucketRecord("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r"), Cancel);
        var free = Stopwatch.StartNew();
        await WriteAsync(processes, "free");
        free.Stop();
        await Task.WhenAll(Enumerable.Range(0, WriterCount).Select(writer => DeleteAsync(processes[writer % ProcessCount], writer)));
        await processes[0].Quotas.SetAsync(bucket, new StorageQuota(1 << 30, Quota), Cancel);

        var limited = Stopwatch.StartNew();
        var outcomes = await WriteAsync(processes, "limited");
        limited.Stop();
        TestContext.Current.TestOutputHelper?.WriteLine($"{WriterCount * KeysPerWriter} puts: {free.Elapsed.TotalMilliseconds:f0} ms without a quota, {limited.Elapsed.TotalMilliseconds:f0} ms up to and over one");

        Assert.Equal(Quota, outcomes.Count(static outcome => outcome == WriteOutcome.Applied));
        Assert.Equal((WriterCount * KeysPerWriter) - Quota, outcomes.Count(static outcome => outcome == WriteOutcome.ObjectsQuotaExceeded));
        Assert.Equal(new StoredAmount(Quota * 3, Quota), (await processes[1].Quotas.GetAsync(bucket, Cancel))!.Used);
    }

    private static async Task<IReadOnlyList<WriteOutcome>> WriteAsync(QuotaProcess[] processes, string prefix)
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, WriterCount).Select(writer => Task.Run(() => WriteAsync(processes[writer % ProcessCount], $"{prefix}/{writer}"))));
        return [.. outcomes.SelectMany(static each => each)];
    }

    private static async Task<List<WriteOutcome>> WriteAsync(QuotaProcess process, string prefix)
    {
        var outcomes = new List<WriteOutcome>();
        var record = new ObjectRecord { Size = 3, ETag = "0123456789abcdef0123456789abcdef", LastModified = DateTimeOffset.UnixEpoch, OwnerId = "o" };
        while (outcomes.Count < KeysPerWriter)
        {
            try
            {
                var key = ObjectKey.From($"{prefix}/{outcomes.Count}");
                outcomes.Add((await process.Index.PutAsync(Bucket, key, Sized(record), default, Cancel)).Outcome);
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.Overloaded)
            {
                // As a client does that is told to slow down.
            }
        }

        return outcomes;
    }

    private static ObjectRecord Sized(ObjectRecord record) =>
        record with { Runs = [new(new StripeId(BitConverter.ToUInt64(Guid.NewGuid().ToByteArray()), 1UL << 32), new PlacementGroupId(7), ErasureProfile.Replicated, 1, 3, 3)] };

    private static async Task DeleteAsync(QuotaProcess process, int writer)
    {
        for (var i = 0; i < KeysPerWriter; i++)
            await process.Index.DeleteAsync(Bucket, ObjectKey.From($"free/{writer}/{i}"), new ObjectDeletion(), Cancel);
    }
}

public sealed class InMemoryQuotaConcurrencyTests : QuotaConcurrencySuite<InMemoryFixture>;

public sealed class SqliteQuotaConcurrencyTests : QuotaConcurrencySuite<SqliteFixture>;

public sealed class PostgresQuotaConcurrencyTests : QuotaConcurrencySuite<PostgresFixture>;
