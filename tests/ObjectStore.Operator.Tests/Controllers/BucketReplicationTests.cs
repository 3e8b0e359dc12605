using ObjectStore.Index.Catalog;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Buckets;
using ObjectStore.Replication;
using ObjectStore.Replication.Configuration;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>Rules of replication of buckets, from the resource to the catalog.</summary>
public sealed class BucketReplicationTests : ControllerTests
{
    private static readonly HashSet<string> Targets = ["site-b", "site-c"];

    public static TheoryData<string, BucketReplicationRule?> BadRules => new()
    {
        { "no target", Rule("elsewhere") },
        { "Status", Rule() with { Status = "On" } },
        { "Tag filter", Rule() with { DeleteMarkers = true, Filter = new BucketReplicationFilter { Tags = new Dictionary<string, string> { ["a"] = "b" } } } },
        { "ARN", Rule() with { Destination = new BucketReplicationDestination { Target = "site-b", Bucket = "a/b" } } },
        { "storage class", Rule() with { Destination = Rule().Destination with { StorageClass = "FAST" } } },
    };

    private ICatalog Catalog => Operator.Curators.Of(Key("main")).Catalog;

    [Fact]
    public async Task Reconcile_Rules_AreTheBucketsAndArePutBack()
    {
        await StartWithTargetAsync();
        await CreateBucketAsync("photos", static spec => spec with
        {
            Versioning = "Enabled",
            Replication =
            [
                Rule() with { Filter = new BucketReplicationFilter { Prefix = "shown/" }, DeleteMarkers = true, ExistingObjects = true },
                new BucketReplicationRule { Id = "rest", Destination = new BucketReplicationDestination { Target = "site-b", Bucket = "all", StorageClass = "STANDARD_IA", KmsKeyId = "k" } },
            ],
        });

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        var rules = (await RulesAsync())!.Rules;
        Assert.Equal([("rule-1", 2, "site-b/photos"), ("rest", 1, "site-b/all")], rules.Select(static rule => (rule.Id, rule.Priority!.Value, rule.Destination.ToString())));
        Assert.Equal(("shown/", true, true, (bool?)null), (rules[0].Prefix, rules[0].ReplicatesMarkers, rules[0].ReplicatesExisting, rules[0].ReplicatesKms));
        Assert.Equal(("STANDARD_IA", "k", true, false), (rules[1].StorageClass, rules[1].KmsKeyId, rules[1].ReplicatesKms, rules[1].ReplicatesMarkers));

        var bucket = (await Catalog.GetBucketAsync("photos", Token))!;
        await Catalog.ChangeDocumentsAsync(bucket, static set => set.With(BucketDocumentKind.Replication, null), Token);
        await PatchAsync("""{"metadata":{"annotations":{"look":"again"}}}""");
        await Wait.UntilAsync(async () => (await RulesAsync())?.Rules.Count == 2);

        await PatchAsync("""{"spec":{"replication":null}}""");
        await Wait.UntilAsync(async () => await RulesAsync() is null);
    }

    [Fact]
    public async Task Reconcile_RulesWithoutVersions_AreRefused()
    {
        await StartWithTargetAsync();
        await CreateBucketAsync("photos", static spec => spec with { Replication = [Rule()] });

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "InvalidReplication");
        Assert.Null(await Catalog.GetBucketAsync("photos", Token));
        await PatchAsync("""{"spec":{"versioning":"Enabled"}}""");
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
    }

    [Fact]
    public async Task Reconcile_VersioningEndsInABucketThatS3Replicates_IsRefused()
    {
        await StartWithTargetAsync();
        await CreateBucketAsync("photos", static spec => spec with { Versioning = "Enabled" });
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        Assert.Null(BucketReplication.TryRead([Rule()], Targets, out var rules));
        await Catalog.ChangeDocumentsAsync((await Catalog.GetBucketAsync("photos", Token))!, set => set.With(BucketDocumentKind.Replication, ReplicationDocument.Format(rules)), Token);

        await PatchAsync("""{"spec":{"versioning":"Suspended"}}""");

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "InvalidVersioning");
        Assert.Equal(BucketVersioning.Enabled, (await Catalog.GetBucketAsync("photos", Token))!.Rules.Versioning);
    }

    [Theory]
    [MemberData(nameof(BadRules))]
    public async Task Reconcile_RuleThatS3Refuses_IsTold(string why, BucketReplicationRule? rule)
    {
        await StartWithTargetAsync();

        await CreateBucketAsync("photos", spec => spec with { Versioning = "Enabled", Replication = [rule!] });

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "InvalidReplication");
        Assert.NotEmpty(why);
        Assert.Null(await Catalog.GetBucketAsync("photos", Token));
    }

    [Fact]
    public void TryRead_RulesThatCollide_AreRefused()
    {
        Assert.NotNull(BucketReplication.TryRead([Rule() with { Priority = 1 }, Rule() with { Priority = 1 }], Targets, out _));
        Assert.NotNull(BucketReplication.TryRead([Rule() with { Id = "a" }, Rule("site-c") with { Id = "a" }], Targets, out _));
        Assert.NotNull(BucketReplication.TryRead([.. Enumerable.Repeat(Rule(), 1_001)], Targets, out _));
        Assert.Null(BucketReplication.TryRead([Rule(), Rule(), Rule("site-c") with { Priority = 1 }], Targets, out var rules));
        Assert.Equal(new ReplicaDestination("site-c", "photos"), rules.Rules[2].Destination);
    }

    private static BucketReplicationRule Rule(string target = "site-b") => new() { Destination = new BucketReplicationDestination { Target = target, Bucket = "photos" } };

    private async Task StartWithTargetAsync()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { ReplicationTargets = [new StoreReplicationTarget { Name = "site-b", Endpoint = "https://s3.b.example.com", SecretName = "site-b" }] });
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "IndexAvailable", "Open");
    }

    private async Task<ReplicationRules?> RulesAsync() =>
        await Catalog.GetDocumentsAsync("photos", Token) is { } documents && documents.Find(BucketDocumentKind.Replication) is { } content && ReplicationDocument.TryParse(content.Span, out var rules) ? rules : null;

    private Task PatchAsync(string patch) => Client.PatchAsync<V1Alpha1Bucket>(Key("photos"), V1Patch.Merge(patch), null, Token);
}
