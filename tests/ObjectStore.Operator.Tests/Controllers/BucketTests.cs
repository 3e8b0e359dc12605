using System.Diagnostics;
using System.Globalization;
using System.Text;
using ObjectStore.Cluster.Identities;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Models;
using ObjectStore.KubernetesTesting;
using ObjectStore.Operator.Accesses;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Curators;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

public sealed class BucketTests : ControllerTests
{
    private ICatalog Catalog => Operator.Curators.Of(Key("main")).Catalog;

    [Fact]
    public async Task Reconcile_Bucket_IsInTheCatalogAndReady()
    {
        await StartStoreAsync();

        await CreateBucketAsync("photos");

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        Assert.Equal("kubernetes/storage/photos", (await Catalog.GetBucketAsync("photos", Token))?.OwnerId);
        Assert.Equal("http://main-gateway.storage.svc.cluster.local:9000", (await Operator.GetAsync<V1Alpha1Bucket>(Key("photos"))).Status?.Endpoint);
    }

    [Fact]
    public async Task Reconcile_StoreComesLater_BucketIsMade()
    {
        await CreateBucketAsync("photos");
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "StoreNotFound");

        await StartStoreAsync();

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
    }

    [Fact]
    public async Task Reconcile_BadName_SaysSo()
    {
        await StartStoreAsync();

        await CreateBucketAsync("photos", spec => spec with { Name = "Photos" });

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "InvalidName");
    }

    [Fact]
    public async Task Reconcile_NameIsTakenByAnotherResource_TheSecondIsTold()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");

        await CreateBucketAsync("same", spec => spec with { Name = "photos", DeletionPolicy = "Delete", ForceDelete = true });
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("same"), "NameTaken");
        await DeleteAsync("same");

        Assert.NotNull(await Catalog.GetBucketAsync("photos", Token));
    }

    [Fact]
    public async Task Reconcile_BucketWasMadeByOthers_IsTakenOverOnlyWithAdopt()
    {
        await StartStoreAsync();
        await Catalog.CreateBucketAsync(new BucketRecord("legacy", new BucketId(7), "root", DateTimeOffset.UnixEpoch, "us-east-1"), Token);

        await CreateBucketAsync("legacy");
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("legacy"), "BucketExists");
        await Client.PatchAsync<V1Alpha1Bucket>(Key("legacy"), V1Patch.Merge("""{"spec":{"adopt":true}}"""), null, Token);

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("legacy"), "Available");
        Assert.Equal(7UL, (await Catalog.GetBucketAsync("legacy", Token))!.Id.Value);
    }

    [Fact]
    public async Task Reconcile_BucketWasLeftByAnotherNamespace_IsNotTakenOver()
    {
        await StartStoreAsync();
        await Catalog.CreateBucketAsync(new BucketRecord("legacy", new BucketId(7), "kubernetes/other-team/legacy", DateTimeOffset.UnixEpoch, "us-east-1"), Token);

        await CreateBucketAsync("legacy", static spec => spec with { Adopt = true });

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("legacy"), "BucketExists");
    }

    /// <summary>Goal: who adopted a bucket once does not delete one of that name that another namespace has left since.</summary>
    [Fact]
    public async Task Delete_BucketIsOfAnotherNamespaceNow_IsKept()
    {
        await StartStoreAsync();
        await CreateBucketAsync("legacy", static spec => spec with { Adopt = true, DeletionPolicy = "Delete" });
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("legacy"), "Available");
        await Catalog.DeleteBucketAsync("legacy", Token);
        await Catalog.CreateBucketAsync(new BucketRecord("legacy", new BucketId(7), "kubernetes/other-team/legacy", DateTimeOffset.UnixEpoch, "us-east-1"), Token);

        await DeleteAsync("legacy");

        Assert.Equal(7UL, (await Catalog.GetBucketAsync("legacy", Token))?.Id.Value);
    }

    [Theory]
    [InlineData("Retain", true)]
    [InlineData("Delete", false)]
    public async Task Delete_EmptyBucket_FollowsThePolicy(string policy, bool isKept)
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos", spec => spec with { DeletionPolicy = policy });
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");

        await DeleteAsync("photos");

        Assert.Equal(isKept, await Catalog.GetBucketAsync("photos", Token) is not null);
    }

    [Fact]
    public async Task Delete_ManyObjectsAndForce_AreDeletedInPasses()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos", static spec => spec with { DeletionPolicy = "Delete", ForceDelete = true });
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        var (bucket, objects) = ((await Catalog.GetBucketAsync("photos", Token))!, Operator.Curators.Of(Key("main")).Objects);
        var record = new ObjectRecord { Size = 0, ETag = "d41d8cd98f00b204e9800998ecf8427e", LastModified = DateTimeOffset.UnixEpoch, OwnerId = "root" };
        for (var i = 0; i < 10_001; i++) await objects.PutAsync(bucket.Id, ObjectKey.From(i.ToString(CultureInfo.InvariantCulture)), record, default, Token);

        var before = await Client.ListAsync<V1Alpha1Bucket>(ListOptions.All, Token);

        await Client.DeleteAsync<V1Alpha1Bucket>(Key("photos"), new V1DeleteOptions(), Token);

        // Between two passes it says so for a moment only.
        var conditions = new List<V1Condition>();
        await foreach (var change in Client.WatchAsync<V1Alpha1Bucket>(ListOptions.All, before.ResourceVersion, Token))
        {
            if (change.Type == WatchEventType.Deleted) break;
            conditions.AddRange(change.Entity?.Status?.Conditions ?? []);
        }

        Assert.Contains(conditions, static condition => condition is { Type: "Deleting", Reason: "Emptying" });
        Assert.Null(await Catalog.GetBucketAsync("photos", Token));
    }

    [Fact]
    public async Task Delete_LockedVersionAndForce_StaysWithItsBucketUntilItIsReleased()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos", static spec => spec with { DeletionPolicy = "Delete", ForceDelete = true, ObjectLock = new BucketObjectLock() });
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        var (bucket, objects, key) = ((await Catalog.GetBucketAsync("photos", Token))!, Operator.Curators.Of(Key("main")).Objects, ObjectKey.From("held"));
        var record = new ObjectRecord { Size = 0, ETag = "d41d8cd98f00b204e9800998ecf8427e", LastModified = DateTimeOffset.UnixEpoch, OwnerId = "root", HasLegalHold = true };
        await objects.PutAsync(bucket.Id, key, record, default, Token);
        await objects.PutAsync(bucket.Id, ObjectKey.From("free"), record with { HasLegalHold = false }, default, Token);

        await Client.DeleteAsync<V1Alpha1Bucket>(Key("photos"), new V1DeleteOptions(), Token);
        await Operator.ConditionAsync<V1Alpha1Bucket>(Key("photos"), "Deleting", "VersionsStay");
        var left = await objects.ListVersionsAsync(bucket.Id, new ObjectListQuery(default, default, default, 10), null, Token);
        Assert.Equal(key, Assert.Single(left.Versions).Listed.Key);

        await objects.UpdateAsync(bucket.Id, key, null, new ObjectUpdate.SetLegalHold(false), Token);
        await Client.PatchAsync<V1Alpha1Bucket>(Key("photos"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);
        await Wait.UntilAsync(async () => await Catalog.GetBucketAsync("photos", Token) is null);
    }

    [Fact]
    public async Task Delete_BucketIsDeletedThroughS3_IsMadeAgain()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");

        await Catalog.DeleteBucketAsync("photos", Token);
        await Client.PatchAsync<V1Alpha1Bucket>(Key("photos"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);

        await Wait.UntilAsync(async () => await Catalog.GetBucketAsync("photos", Token) is not null);
    }

    [Fact]
    public async Task Access_Bucket_SecretAndCatalogAgree()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");

        var data = (await Operator.GetAsync<V1Secret>(Key("app"))).Data!;

        var identity = Assert.Single((await Operator.Curators.Of(Key("main")).Identities.ListAsync("", Token)).Identities);
        Assert.Equal(Text(data, AccessKeys.AccessKeyName), identity.AccessKey);
        Assert.Equal(Text(data, AccessKeys.SecretKeyName), identity.SecretKey);
        Assert.Equal("photos", Assert.Single(identity.Grants).Bucket);
        Assert.Equal("photos", Text(data, "BUCKET_NAME"));
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");
    }

    [Fact]
    public async Task Access_PermissionPrefixAndPolicy_AreInTheCatalog()
    {
        const string policy = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}""";
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");

        await PatchAccessAsync("""{"permission":"ReadOnly","prefix":"logs/"}""");
        await Wait.UntilAsync(async () => (await IdentityAsync()).Grants[0] == new BucketGrant("photos", "ReadOnly") { Prefix = "logs/" });
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Secret>(Key("app"))).Data!.TryGetValue("BUCKET_PREFIX", out var prefix) && Encoding.UTF8.GetString(prefix) == "logs/");
        await PatchAccessAsync($$"""{"permission":"Custom","prefix":null,"policy":{{System.Text.Json.JsonSerializer.Serialize(policy)}}}""");
        await Wait.UntilAsync(async () => (await IdentityAsync()).Policy == policy);

        Assert.Equal(new BucketGrant("photos", "Custom"), Assert.Single((await IdentityAsync()).Grants));

        async Task<CatalogIdentity> IdentityAsync() => Assert.Single((await Operator.Curators.Of(Key("main")).Identities.ListAsync("", Token)).Identities);
    }

    [Theory]
    [InlineData("""{"permission":"Everything"}""", "InvalidPermission")]
    [InlineData("""{"permission":"Custom"}""", "InvalidPermission")]
    [InlineData("""{"policy":"{}"}""", "InvalidPermission")]
    [InlineData("""{"permission":"Custom","policy":"{}"}""", "InvalidPolicy")]
    [InlineData("""{"prefix":"*"}""", "InvalidPrefix")]
    public async Task Access_RightsThatCannotBe_SaysSoAndChangesNothing(string spec, string reason)
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");

        await PatchAccessAsync(spec);

        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), reason);
        var identity = Assert.Single((await Operator.Curators.Of(Key("main")).Identities.ListAsync("", Token)).Identities);
        Assert.Equal(new BucketGrant("photos", "ReadWrite"), Assert.Single(identity.Grants));
    }

    [Fact]
    public async Task Access_RotateAnnotation_OldKeyWorksForAWhile()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");
        var before = Text((await Operator.GetAsync<V1Secret>(Key("app"))).Data!, AccessKeys.AccessKeyName);

        await Client.PatchAsync<V1Alpha1BucketAccess>(Key("app"), V1Patch.Merge("""{"metadata":{"annotations":{"objectstore.dev/rotate":"1"}}}"""), null, Token);
        await Wait.UntilAsync(async () => Text((await Operator.GetAsync<V1Secret>(Key("app"))).Data!, AccessKeys.AccessKeyName) != before);

        await Wait.UntilAsync(async () =>
        {
            var (identities, _, _) = await Operator.Curators.Of(Key("main")).Identities.ListAsync("", Token);
            return identities.Count == 2 && identities.Single(each => each.AccessKey == before).ExpiresAt is not null && identities.Single(each => each.AccessKey != before).ExpiresAt is null;
        });
    }

    [Fact]
    public async Task Access_SecretIsDeleted_ComesWithANewKeyAndTheOldOneGoes()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");
        var before = Text((await Operator.GetAsync<V1Secret>(Key("app"))).Data!, AccessKeys.AccessKeyName);

        await Client.DeleteAsync<V1Secret>(Key("app"), new V1DeleteOptions(), Token);

        await Wait.UntilAsync(async () =>
        {
            var (identities, _, _) = await Operator.Curators.Of(Key("main")).Identities.ListAsync("", Token);
            return identities is [var only] && only.AccessKey != before && Text((await Operator.GetAsync<V1Secret>(Key("app"))).Data!, AccessKeys.AccessKeyName) == only.AccessKey;
        });
    }

    [Fact]
    public async Task Access_SecretIsDeletedWhileItIsApplied_OldKeyDoesNotComeBack()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");
        var before = Text((await Operator.GetAsync<V1Secret>(Key("app"))).Data!, AccessKeys.AccessKeyName);
        var late = Server.Add(Fault.Hold("PATCH", "/secrets/app"));
        await Client.PatchAsync<V1Alpha1BucketAccess>(Key("app"), V1Patch.Merge("""{"spec":{"template":{"url":"s3://$(BUCKET_NAME)"}}}"""), null, Token);
        await late.Hit.WaitAsync(Token);

        await Client.DeleteAsync<V1Secret>(Key("app"), new V1DeleteOptions(), Token);
        late.Release();

        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Secret>(Key("app"))).Data!.ContainsKey("url"));
        Assert.NotEqual(before, Text((await Operator.GetAsync<V1Secret>(Key("app"))).Data!, AccessKeys.AccessKeyName));
    }

    [Fact]
    public async Task Access_CacheHasNotSeenTheRotation_KeysAreNotReplacedAgain()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");
        var before = Text((await Operator.GetAsync<V1Secret>(Key("app"))).Data!, AccessKeys.AccessKeyName);
        var stale = Server.Add(Fault.Hold("GET", "/secrets?watch", times: int.MaxValue));
        Server.CutWatches();
        await stale.Hit.WaitAsync(Token);

        await AnnotateAsync("""{"objectstore.dev/rotate":"1"}""");
        await Wait.UntilAsync(async () => await StatusKeyAsync() is { } key && key != before);
        var rotated = await StatusKeyAsync();
        await AnnotateAsync("""{"look":"again"}""");
        await Client.PatchAsync<V1Alpha1BucketAccess>(Key("app"), V1Patch.Merge("""{"spec":{"configMap":true}}"""), null, Token);
        await Operator.GetAsync<V1ConfigMap>(Key("app"));

        Assert.Equal(rotated, await StatusKeyAsync());
        Assert.Equal(rotated, Text((await Operator.GetAsync<V1Secret>(Key("app"))).Data!, AccessKeys.AccessKeyName));

        async Task<string?> StatusKeyAsync() => (await Operator.GetAsync<V1Alpha1BucketAccess>(Key("app"))).Status?.AccessKeyId;

        Task AnnotateAsync(string annotations) => Client.PatchAsync<V1Alpha1BucketAccess>(Key("app"), V1Patch.Merge($$$"""{"metadata":{"annotations":{{{annotations}}}}}"""), null, Token);
    }

    [Fact]
    public async Task Access_BucketResourceIsDeleted_KeyLosesTheBucketAndGetsItBack()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateBucketAsync("music");
        await CreateAccessAsync("app", "photos", "music");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");

        await DeleteAsync("photos");

        await Wait.UntilAsync(async () => await GrantsAsync() == "music");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "BucketNotFound");
        await CreateBucketAsync("photos");
        await Wait.UntilAsync(async () => await GrantsAsync() == "photos music");
    }

    /// <summary>A mistake in the policy destroys nothing, and does not hide that a bucket was taken away.</summary>
    [Fact]
    public async Task Access_PolicyBecomesInvalid_KeepsItsRightsButForBucketsThatItNamesNoMoreAndSaysSo()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateBucketAsync("music");
        await CreateAccessAsync("app", "photos", "music");
        await Operator.ConditionAsync<V1Alpha1BucketAccess>(Key("app"), "Granted", "Granted");

        await PatchAccessAsync("""{"permission":"Custom","policy":"{}","bucketRefs":[{"name":"photos"}]}""");

        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "InvalidPolicy");
        await Operator.ConditionAsync<V1Alpha1BucketAccess>(Key("app"), "Granted", "PreviousRights");
        var identity = Assert.Single((await Operator.Curators.Of(Key("main")).Identities.ListAsync("", Token)).Identities);
        Assert.Equal(("photos", "ReadWrite"), (Assert.Single(identity.Grants).Bucket, identity.Grants[0].Permission));
        await PatchAccessAsync("""{"permission":"ReadOnly","policy":null}""");
        await Operator.ConditionAsync<V1Alpha1BucketAccess>(Key("app"), "Granted", "Granted");
    }

    [Fact]
    public async Task Access_IsDeleted_KeyIsGone()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");

        await Client.DeleteAsync<V1Alpha1BucketAccess>(Key("app"), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(async () => await Client.GetAsync<V1Alpha1BucketAccess>(Key("app"), Token) is null);

        Assert.Empty((await Operator.Curators.Of(Key("main")).Identities.ListAsync("", Token)).Identities);
    }

    [Fact]
    public async Task Access_IsDeletedWhileTheIndexIsAway_SaysWhatItWaitsForAndGoes()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");
        Operator.Curators.State = new CuratorState(CuratorPhase.Opening, "away");

        await Client.DeleteAsync<V1Alpha1BucketAccess>(Key("app"), new V1DeleteOptions(), Token);

        await Operator.ConditionAsync<V1Alpha1BucketAccess>(Key("app"), "Deleting", "StoreNotReady");
        Operator.Curators.State = new CuratorState(CuratorPhase.Open, "");
        await Wait.UntilAsync(async () => await Client.GetAsync<V1Alpha1BucketAccess>(Key("app"), Token) is null);
    }

    [Fact]
    public async Task Access_SecretOfAnother_IsLeftAlone()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await Client.CreateAsync(new V1Secret { Metadata = Meta("app"), Data = new Dictionary<string, byte[]> { ["mine"] = [1] } }, Token);

        await CreateAccessAsync("app", "photos");

        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "SecretTaken");
        Assert.Equal(["mine"], (await Operator.GetAsync<V1Secret>(Key("app"))).Data!.Keys);
    }

    [Fact]
    public async Task Access_ConfigMapIsAskedForNoMore_IsDeleted()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await CreateAccessAsync("other", "photos");
        await Client.CreateAsync(new V1ConfigMap { Metadata = Meta("mine") with { Labels = new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = "objectstore-operator" } } }, Token);
        await Client.PatchAsync<V1Alpha1BucketAccess>(Key("other"), V1Patch.Merge("""{"spec":{"configMap":true}}"""), null, Token);
        await PatchAccessAsync("""{"configMap":true}""");
        await Operator.GetAsync<V1ConfigMap>(Key("other"));
        await Operator.GetAsync<V1ConfigMap>(Key("app"));

        await PatchAccessAsync("""{"configMap":false}""");

        await Wait.UntilAsync(async () => await Client.GetAsync<V1ConfigMap>(Key("app"), Token) is null);
        Assert.NotNull(await Client.GetAsync<V1ConfigMap>(Key("other"), Token));
        Assert.NotNull(await Client.GetAsync<V1ConfigMap>(Key("mine"), Token));
    }

    [Fact]
    public async Task Access_ConfigMapOfAnother_IsLeftAlone()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateBucketAsync("music");
        await CreateAccessAsync("app", "photos", "music");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");
        await Client.CreateAsync(new V1ConfigMap { Metadata = Meta("app"), Data = new Dictionary<string, string> { ["mine"] = "1" } }, Token);

        await PatchAccessAsync("""{"configMap":true,"bucketRefs":[{"name":"photos"}]}""");

        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "ConfigMapTaken");
        Assert.Equal("photos", await GrantsAsync());
        Assert.Equal(["mine"], (await Operator.GetAsync<V1ConfigMap>(Key("app"))).Data!.Keys);
        await Client.DeleteAsync<V1ConfigMap>(Key("app"), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1ConfigMap>(Key("app"))).Data!.ContainsKey("BUCKET_NAME"));
    }

    [Fact]
    public async Task Access_IndexIsAway_NothingIsTakenAway()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await CreateAccessAsync("app", "photos");
        await Operator.ReasonAsync<V1Alpha1BucketAccess>(Key("app"), "Available");

        Operator.Curators.State = new CuratorState(CuratorPhase.Opening, "away");
        await Client.PatchAsync<V1Alpha1BucketAccess>(Key("app"), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);

        // By what it is told first: its own look at the store, or that the bucket has looked.
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1BucketAccess>(Key("app"))).Status!.Conditions![0].Reason is "StoreNotReady" or "BucketNotReady");
        Assert.NotNull(await Client.GetAsync<V1Secret>(Key("app"), Token));
    }

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Reconcile_ThousandBucketsAtOnce_AreReadyWithinAMinute()
    {
        await StartStoreAsync();
        var watch = Stopwatch.StartNew();

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), Token, async (i, _) => await CreateBucketAsync(string.Create(CultureInfo.InvariantCulture, $"bucket-{i}")));
        await Wait.UntilAsync(async () =>
        {
            // A list of all of them is work for the server that the operator waits for.
            await Task.Delay(500, Token);
            return (await Client.ListAsync<V1Alpha1Bucket>(ListOptions.All, Token)).Items.Count(bucket => bucket.Status?.BucketName is not null) == 1000;
        });

        TestContext.Current.SendDiagnosticMessage($"1,000 buckets in {watch.Elapsed}.");
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));
    }

    /// <summary>The buckets of the only access key.</summary>
    private async Task<string> GrantsAsync() =>
        string.Join(' ', Assert.Single((await Operator.Curators.Of(Key("main")).Identities.ListAsync("", Token)).Identities).Grants.Select(static grant => grant.Bucket));

    private Task PatchAccessAsync(string spec) => AskAsync(Client.PatchAsync<V1Alpha1BucketAccess>(Key("app"), V1Patch.Merge($$"""{"spec":{{spec}}}"""), null, Token));

    private static string Text(IReadOnlyDictionary<string, byte[]> data, string key) => Encoding.UTF8.GetString(data[key]);

    private async Task DeleteAsync(string bucket)
    {
        await Client.DeleteAsync<V1Alpha1Bucket>(Key(bucket), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(async () => await Client.GetAsync<V1Alpha1Bucket>(Key(bucket), Token) is null);
    }
}
