using ObjectStore.Index.Catalog;
using Xunit;

namespace ObjectStore.Index.Conformance.Quotas;

/// <summary>
/// Goal: a bucket never holds more than its quota, nor all buckets of an owner more than the owner's; their accounts say exactly what is held, and what fits is taken. Method: random
/// changes by gateways that die before or after any commit, several at once, while quotas are set and counted again by processes that die too, buckets come and go, and partitions split
/// and move between two databases. After each change all rows are counted: what is held is within the quotas since they were set, or was more before and has not grown. Whenever
/// nobody is at work the accounts equal the count.
/// </summary>
[Trait("Category", "Model")]
public abstract class QuotaModelSuite<TFixture>
    where TFixture : OrderedStoreFixture, new()
{
    /// <summary>Operations of a run; slower engines do fewer.</summary>
    protected virtual int OperationCount => 500;

    [Theory]
    [InlineData(BucketVersioning.Never)]
    [InlineData(BucketVersioning.Enabled)]
    [InlineData(BucketVersioning.Suspended)]
    public Task Changes_RandomSeed_StayWithinTheQuota(BucketVersioning versioning) => TwoDatabases.RunAsync<TFixture>(async (databases, seed) =>
    {
        var run = new QuotaRun(databases, seed);
        await run.BeginAsync(versioning);
        for (var i = 0; i < OperationCount; i++) await run.StepAsync();

        await run.EndAsync();
    });
}

public sealed class InMemoryQuotaModelTests : QuotaModelSuite<InMemoryFixture>;

public sealed class SqliteQuotaModelTests : QuotaModelSuite<SqliteFixture>
{
    protected override int OperationCount => 100;
}
