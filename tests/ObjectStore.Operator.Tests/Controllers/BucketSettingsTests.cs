using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Lifecycle;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.S3.Validation;
using ObjectStore.S3.Websites;
using ObjectStore.S3.Xml;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>Settings of buckets, from the resource to the catalog.</summary>
public sealed class BucketSettingsTests : ControllerTests
{
    private const string Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::photos/*"}]}""";

    private ICatalog Catalog => Operator.Curators.Of(Key("main")).Catalog;

    [Fact]
    public async Task Reconcile_AllSettings_BucketHasThemFromTheBeginning()
    {
        await StartStoreAsync();

        await CreateBucketAsync("photos", All);

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        await AssertAllAsync((await Catalog.GetBucketAsync("photos", Token))!);
        Assert.Equal(
            ["acl", "compression", "cors", "encryption", "lifecycle", "objectLock", "objectOwnership", "policy", "publicAccessBlock", "quota", "tags", "versioning", "website"], (await Operator.GetAsync<V1Alpha1Bucket>(Key("photos"))).Status!.Configured!);
    }

    [Fact]
    public async Task Reconcile_AdoptedBucketAndAllSettings_GetsThem()
    {
        await StartStoreAsync();
        await Catalog.CreateBucketAsync(new BucketRecord("photos", new BucketId(7), "root", DateTimeOffset.UnixEpoch, "us-east-1"), Token);

        await CreateBucketAsync("photos", static spec => All(spec) with { Adopt = true });

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        await AssertAllAsync((await Catalog.GetBucketAsync("photos", Token))!);
    }

    [Fact]
    public async Task Reconcile_SettingsAreChangedThroughS3_AreRepairedAndOthersLeftAlone()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos", static spec => spec with { Versioning = "Enabled", Tags = new Dictionary<string, string> { ["team"] = "a" } });
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        var bucket = (await Catalog.GetBucketAsync("photos", Token))!;
        await Catalog.ChangeRulesAsync(bucket, static rules => rules with { Versioning = BucketVersioning.Suspended }, Token);
        await Catalog.ChangeDocumentsAsync(bucket, static set => set.With(BucketDocumentKind.Tags, null).With(BucketDocumentKind.Policy, Encoding.UTF8.GetBytes(Policy)), Token);

        await PatchAsync("""{"metadata":{"annotations":{"look":"again"}}}""");

        await Wait.UntilAsync(async () =>
            (await Catalog.GetBucketAsync("photos", Token))!.Rules.Versioning == BucketVersioning.Enabled && (await DocumentAsync(BucketDocumentKind.Tags)) == """[["team","a"]]""");
        Assert.Equal(Policy, await DocumentAsync(BucketDocumentKind.Policy));
    }

    [Fact]
    public async Task Reconcile_SettingLeavesTheSpec_IsTakenBack()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos", static spec => spec with { Policy = Policy, Tags = new Dictionary<string, string> { ["team"] = "a" } });
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1Bucket>(Key("photos"))).Status?.Configured is ["policy", "tags"]);

        await PatchAsync("""{"spec":{"policy":null}}""");

        await Wait.UntilAsync(async () => await DocumentAsync(BucketDocumentKind.Policy) is null);
        Assert.NotNull(await DocumentAsync(BucketDocumentKind.Tags));
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1Bucket>(Key("photos"))).Status?.Configured is ["tags"]);
    }

    [Fact]
    public async Task Reconcile_Quota_IsSetRepairedToldOfAndTakenBack()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos", static spec => spec with { Quota = new BucketStorageQuota { Bytes = 1000, Objects = 10 } });
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        var bucket = (await Catalog.GetBucketAsync("photos", Token))!;
        var access = Operator.Curators.Of(Key("main"));
        var record = new ObjectRecord { Size = 0, ETag = "0123456789abcdef0123456789abcdef", LastModified = DateTimeOffset.UnixEpoch, OwnerId = "o" };
        await access.Objects.PutAsync(bucket.Id, ObjectKey.From("a"), record, default, Token);
        await access.Quotas.SetAsync(bucket, new StorageQuota(null, 1), Token);

        await PatchAsync("""{"metadata":{"annotations":{"look":"again"}}}""");

        await Wait.UntilAsync(async () => (await access.Quotas.GetAsync(bucket, Token))!.Quota == new StorageQuota(1000, 10));
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1Bucket>(Key("photos"))).Status?.Usage is { Bytes: 0, Objects: 1, Percent: 10 });
        await PatchAsync("""{"spec":{"quota":null}}""");
        await Wait.UntilAsync(async () => (await access.Quotas.GetAsync(bucket, Token))!.Quota.IsNone);

        // The server in this process leaves an object behind whose fields are all gone.
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1Bucket>(Key("photos"))).Status is { Usage: null or { Objects: 0 }, Configured: null });
    }

    /// <summary>Goal: a change of the rules that was cut off between the bucket's row and the writes that obey it is ended by the next reconciliation.</summary>
    [Fact]
    public async Task Reconcile_VersioningWasCutOff_IsPutInForce()
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");
        Operator.Curators.FailNextPutOf(Key("main"), 'f');

        await PatchAsync("""{"spec":{"versioning":"Enabled"}}""");

        await Wait.UntilAsync(async () => await Catalog.GetBucketAsync("photos", Token) is { RulesAreInForce: true, Rules.Versioning: BucketVersioning.Enabled });
    }

    [Theory]
    [InlineData("""{"policy":"{}"}""", "InvalidPolicy")]
    [InlineData("""{"policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::other/*\"}]}"}""", "InvalidPolicy")]
    [InlineData("""{"tags":{"aws:team":"a"}}""", "InvalidTags")]
    [InlineData("""{"cors":[{"allowedOrigins":["*.*"],"allowedMethods":["GET"]}]}""", "InvalidCors")]
    [InlineData("""{"acl":"public-read","publicAccessBlock":{"blockPublicAcls":true}}""", "PublicAccessBlocked")]
    [InlineData("""{"acl":"public-read","objectOwnership":"BucketOwnerEnforced"}""", "InvalidAcl")]
    [InlineData("""{"objectLock":{},"versioning":"Suspended"}""", "InvalidVersioning")]
    [InlineData("""{"quota":{"bytes":-1}}""", "InvalidQuota")]
    [InlineData("""{"versioning":"On"}""", "InvalidVersioning")]
    [InlineData("""{"objectLock":{"defaultRetention":{"mode":"GOVERNANCE"}}}""", "InvalidObjectLock")]
    [InlineData("""{"encryption":{"algorithm":"aws:kms"}}""", "InvalidEncryption")]
    [InlineData("""{"encryption":{"algorithm":"ROT13"}}""", "InvalidEncryption")]
    [InlineData("""{"compression":"Suspended"}""", "InvalidCompression")]
    [InlineData("""{"website":{}}""", "InvalidWebsite")]
    [InlineData("""{"website":{"indexDocument":"a/b"}}""", "InvalidWebsite")]
    [InlineData("""{"website":{"indexDocument":"a","redirectAllRequestsTo":{"hostName":"b"}}}""", "InvalidWebsite")]
    [InlineData("""{"website":{"indexDocument":"a","routingRules":[{"redirect":{}}]}}""", "InvalidWebsite")]
    [InlineData("""{"lifecycle":[{"filter":{"prefix":"a"}}]}""", "InvalidLifecycle")]
    [InlineData("""{"lifecycle":[{"expiration":{"date":"tomorrow"}}]}""", "InvalidLifecycle")]
    [InlineData("""{"lifecycle":[{"id":"a","expiration":{"days":1}},{"id":"a","expiration":{"days":2}}]}""", "InvalidLifecycle")]
    [InlineData("""{"lifecycle":[{"filter":{"tags":{"a":"b"}},"abortIncompleteMultipartUpload":{"daysAfterInitiation":7}}]}""", "InvalidLifecycle")]
    public async Task Reconcile_SettingsThatS3Refuses_SaysSoAndChangesNothing(string spec, string reason)
    {
        await StartStoreAsync();
        await CreateBucketAsync("photos");
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "Available");

        await PatchAsync($$"""{"spec":{{spec}}}""");

        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), reason);
        var bucket = (await Catalog.GetBucketAsync("photos", Token))!;
        Assert.Equal(BucketRules.None, bucket.Rules);
        Assert.Null(await Catalog.GetDocumentsAsync("photos", Token));
    }

    private static BucketSpec All(BucketSpec spec) => spec with
    {
        Versioning = "Enabled",
        ObjectLock = new BucketObjectLock { DefaultRetention = new BucketDefaultRetention { Mode = "COMPLIANCE", Days = 30 } },
        Tags = new Dictionary<string, string> { ["team"] = "a", ["cost center"] = "1" },
        Policy = Policy,
        Cors = [new BucketCorsRule { AllowedOrigins = ["https://*.example.com"], AllowedMethods = ["GET", "PUT"], AllowedHeaders = ["*"], MaxAgeSeconds = 600 }],
        PublicAccessBlock = new BucketPublicAccessBlock { BlockPublicPolicy = true },
        ObjectOwnership = "BucketOwnerPreferred",
        Acl = "authenticated-read",
        Encryption = new BucketEncryption { Algorithm = "aws:kms", KmsKeyId = "photos" },
        Compression = "Enabled",
        Website = new BucketWebsite
        {
            IndexDocument = "index.html",
            ErrorDocument = "error.html",
            RoutingRules =
            [
                new BucketRoutingRule
                {
                    Condition = new BucketRoutingCondition { KeyPrefixEquals = "old/", HttpErrorCodeReturnedEquals = 404 },
                    Redirect = new BucketRoutingRedirect { Protocol = "https", HostName = "www.example.com", ReplaceKeyPrefixWith = "", HttpRedirectCode = 302 },
                },
            ],
        },
        Quota = new BucketStorageQuota { Bytes = 1 << 30 },
        Lifecycle =
        [
            new BucketLifecycleRule
            {
                Filter = new BucketLifecycleFilter { Prefix = "thumbnails/", Tags = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }, ObjectSizeGreaterThan = 10 },
                Expiration = new BucketLifecycleExpiration { Date = "2030-01-31" },
            },
            new BucketLifecycleRule
            {
                Id = "versions",
                NoncurrentVersionExpiration = new BucketNoncurrentVersionExpiration { NoncurrentDays = 90, NewerNoncurrentVersions = 3 },
                AbortIncompleteMultipartUpload = new BucketAbortIncompleteMultipartUpload { DaysAfterInitiation = 7 },
            },
        ],
    };

    private async Task AssertAllAsync(BucketRecord bucket)
    {
        Assert.Equal(new BucketRules { Versioning = BucketVersioning.Enabled, HasObjectLock = true, DefaultRetention = new DefaultRetention(RetentionMode.Compliance, 30, 0), Quota = QuotaMode.Enforced }, bucket.Rules);
        var documents = (await Catalog.GetDocumentsAsync("photos", Token))!;
        Assert.True(BucketTags.TryParse(documents.Find(BucketDocumentKind.Tags)!.Value, out var tags));
        Assert.Equal([new("cost center", "1"), new("team", "a")], tags);
        Assert.Equal(Policy, await DocumentAsync(BucketDocumentKind.Policy));
        Assert.True(CorsRequest.TryParse(documents.Find(BucketDocumentKind.Cors)!.Value, out var cors));
        Assert.Equal(("https://*.example.com", 600), (Assert.Single(Assert.Single(cors.Rules).AllowedOrigins), cors.Rules[0].MaxAgeSeconds));
        Assert.Equal("0010", await DocumentAsync(BucketDocumentKind.PublicAccessBlock));
        Assert.Equal("BucketOwnerPreferred", await DocumentAsync(BucketDocumentKind.Ownership));
        Assert.NotNull(await DocumentAsync(BucketDocumentKind.Acl));
        Assert.True(BucketEncryptionRequest.TryParse(documents.Find(BucketDocumentKind.Encryption)!.Value, out var encryption));
        Assert.Equal((true, "photos"), (encryption.IsKeyService, encryption.KeyId));
        Assert.Equal("on", await DocumentAsync(BucketDocumentKind.Compression));
        AssertLifecycle(documents.Find(BucketDocumentKind.Lifecycle)!.Value);
        Assert.True(WebsiteRequest.TryParse(documents.Find(BucketDocumentKind.Website)!.Value, out var website));
        Assert.Equal(("index.html", "error.html"), (website.IndexSuffix, website.ErrorKey));
        Assert.Equal(
            new RoutingRule(new RoutingCondition("old/", 404), new RoutingRedirect { Protocol = "https", HostName = "www.example.com", ReplaceKeyPrefixWith = "", Status = 302 }), Assert.Single(website.Rules));
    }

    private static void AssertLifecycle(ReadOnlyMemory<byte> document)
    {
        Assert.True(LifecycleDocument.TryParse(document.Span, out var lifecycle));
        var (first, second) = (lifecycle.Rules[0], lifecycle.Rules[1]);
        Assert.Equal(("rule-1", true, "thumbnails/", 10L), (first.Id, first.IsEnabled, first.Filter.Prefix, first.Filter.SizeAbove));
        Assert.Equal([new("a", "1"), new("b", "2")], first.Filter.Tags);
        Assert.Equal(new CurrentExpiration(null, new DateTimeOffset(2030, 1, 31, 0, 0, 0, TimeSpan.Zero), null), first.Expiration);
        Assert.Equal(("versions", new NoncurrentExpiration(90, 3), 7), (second.Id, second.NoncurrentExpiration, second.AbortUploadAfterDays));
    }

    private async Task<string?> DocumentAsync(BucketDocumentKind kind) =>
        (await Catalog.GetDocumentsAsync("photos", Token))?.Find(kind) is { } document ? Encoding.UTF8.GetString(document.Span) : null;

    private Task PatchAsync(string patch) => AskAsync(Client.PatchAsync<V1Alpha1Bucket>(Key("photos"), V1Patch.Merge(patch), null, Token));
}
