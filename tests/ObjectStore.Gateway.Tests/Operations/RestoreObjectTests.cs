using System.Text;
using System.Text.Json;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Events;
using ObjectStore.Events.Documents;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>Archive classes and RestoreObject; the curator's part, the copy, is done by hand.</summary>
public sealed class RestoreObjectTests
{
    private const string ClassHeader = "x-amz-storage-class";
    private const string RestoreHeader = "x-amz-restore";
    private const string ThreeDays = "<RestoreRequest xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Days>3</Days><GlacierJobParameters><Tier>Bulk</Tier></GlacierJobParameters></RestoreRequest>";
    private static readonly byte[] Content = "archived bytes"u8.ToArray();

    [Fact]
    public async Task Reads_ArchivedObject_AreRefusedAndAllElseIsAnswered()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k");
        var upload = (await host.Client.SendAsync("POST", "/bucket/other?uploads")).Value("UploadId");

        S3Response[] refused =
        [
            await host.Client.SendAsync("GET", "/bucket/k"),
            await host.Client.SendAsync("GET", "/bucket/k", null, ("range", "bytes=0-1")),
            await host.Client.SendAsync("GET", "/bucket/k?partNumber=1"),
            await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/k")),
            await host.Client.SendAsync("PUT", "/bucket/k", null, ("x-amz-copy-source", "bucket/k"), (ClassHeader, "STANDARD")),
            await host.Client.SendAsync("PUT", $"/bucket/other?partNumber=1&uploadId={upload}", null, ("x-amz-copy-source", "bucket/k")),
        ];
        var head = await host.Client.SendAsync("HEAD", "/bucket/k");
        var attributes = await host.Client.SendAsync("GET", "/bucket/k?attributes", null, ("x-amz-object-attributes", "ObjectSize"));
        var tags = await host.Client.SendAsync("GET", "/bucket/k?tagging");

        Assert.All(refused, static response => Assert.Equal((403, "InvalidObjectState", "GLACIER"), (response.Status, response.Code, response.Value("StorageClass"))));
        Assert.Equal((200, "GLACIER", $"{Content.Length}"), (head.Status, head[ClassHeader], head["content-length"]));
        Assert.Null(head[RestoreHeader]);
        Assert.Equal((200, 200), (attributes.Status, tags.Status));
        Assert.Equal(1, host.Data.WriteCount);
    }

    [Theory]
    [InlineData("DEEP_ARCHIVE", 403)]
    [InlineData("FROZEN", 403)]
    [InlineData("GLACIER_IR", 200)]
    [InlineData("STANDARD_IA", 200)]
    public async Task GetObject_Class_IsAnArchiveAsTheSettingsSay(string storageClass, int status)
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k", storageClass);

        Assert.Equal(status, (await host.Client.SendAsync("GET", "/bucket/k")).Status);
    }

    [Fact]
    public async Task Restore_FromTheRequestToTheExpiry_IsToldAndServed()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k");

        var asked = await RestoreAsync(host, "k");
        var ongoing = (await host.Client.SendAsync("HEAD", "/bucket/k"))[RestoreHeader];
        var early = await host.Client.SendAsync("GET", "/bucket/k");
        var again = await RestoreAsync(host, "k");
        var until = TimeProvider.System.GetUtcNow().AddDays(1);
        await CompleteAsync(host, "k", until);
        var get = await host.Client.SendAsync("GET", "/bucket/k");
        var copy = await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/k"));
        var earliest = AfterThreeDays();
        var extended = await RestoreAsync(host, "k");
        var latest = AfterThreeDays();

        Assert.Equal((202, "ongoing-request=\"true\"", 403), (asked.Status, ongoing, early.Status));
        Assert.Equal((409, "RestoreAlreadyInProgress"), (again.Status, again.Code));
        Assert.Equal((200, "GLACIER", "restored bytes"), (get.Status, get[ClassHeader], get.Text));
        Assert.Equal($"ongoing-request=\"false\", expiry-date=\"{until:R}\"", get[RestoreHeader]);
        Assert.Equal("restored bytes", (await host.Client.SendAsync("GET", "/bucket/copy")).Text);
        Assert.Equal((200, 200), (copy.Status, extended.Status));
        Assert.Contains((await host.Client.SendAsync("HEAD", "/bucket/k"))[RestoreHeader], new[] { earliest, latest }.Select(static expected => $"ongoing-request=\"false\", expiry-date=\"{expected:R}\""));
        Assert.Equal(1, host.Index.Count('r'));
        Assert.Equal(204, (await host.Client.SendAsync("DELETE", "/bucket/k")).Status);
        Assert.Equal(0, host.Index.Count('r'));
    }

    [Fact]
    public async Task GetObject_CopyThatHasExpired_IsRefusedBeforeItIsRemoved()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k");
        await RestoreAsync(host, "k");
        await CompleteAsync(host, "k", TimeProvider.System.GetUtcNow().AddSeconds(-1));

        Assert.Equal("InvalidObjectState", (await host.Client.SendAsync("GET", "/bucket/k")).Code);
        Assert.Null((await host.Client.SendAsync("HEAD", "/bucket/k"))[RestoreHeader]);
        Assert.Equal(200, (await RestoreAsync(host, "k")).Status);
        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket/k")).Status);
    }

    [Theory]
    [InlineData("", 400, "MalformedXML")]
    [InlineData("<RestoreRequest/>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Days>x</Days></RestoreRequest>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Days>1</Days><Days>1</Days></RestoreRequest>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Days>99999999999</Days></RestoreRequest>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Days>0</Days></RestoreRequest>", 400, "InvalidArgument")]
    [InlineData("<RestoreRequest><Days>-1</Days></RestoreRequest>", 400, "InvalidArgument")]
    [InlineData("<RestoreRequest><Days>1</Days><Tier>Fast</Tier></RestoreRequest>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Days>1</Days><GlacierJobParameters/></RestoreRequest>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Days>1</Days><GlacierJobParameters><Speed>1</Speed></GlacierJobParameters></RestoreRequest>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Days>1</Days><Other/></RestoreRequest>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Type>QUERY</Type></RestoreRequest>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Days>1</Days></RestoreRequest><More/>", 400, "MalformedXML")]
    [InlineData("<Other><Days>1</Days></Other>", 400, "MalformedXML")]
    [InlineData("<RestoreRequest><Type>SELECT</Type><SelectParameters><Expression>select 1</Expression></SelectParameters></RestoreRequest>", 501, "NotImplemented")]
    [InlineData("<RestoreRequest><OutputLocation><S3><BucketName>b</BucketName></S3></OutputLocation></RestoreRequest>", 501, "NotImplemented")]
    public async Task Restore_BadRequest_ChangesNothing(string body, int status, string code)
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k");

        var response = await host.Client.SendAsync("POST", "/bucket/k?restore", Encoding.UTF8.GetBytes(body));

        Assert.Equal((status, code), (response.Status, response.Code));
        Assert.Equal(0, host.Index.Count('r'));
    }

    [Theory]
    [InlineData("<RestoreRequest><Days>1</Days><Description>for the audit</Description><Tier>Expedited</Tier></RestoreRequest>")]
    [InlineData("<RestoreRequest><GlacierJobParameters><Tier>Standard</Tier></GlacierJobParameters><Days>2147483647</Days></RestoreRequest>")]
    public async Task Restore_AnyTier_IsAccepted(string body)
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k");

        Assert.Equal(202, (await host.Client.SendAsync("POST", "/bucket/k?restore", Encoding.UTF8.GetBytes(body))).Status);
    }

    [Fact]
    public async Task Restore_WhatCannotBe_IsRefused()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "plain", "STANDARD");
        await PutAsync(host, "cool", "STANDARD_IA");
        await PutAsync(host, "k");

        var plain = await RestoreAsync(host, "plain");
        var cool = await RestoreAsync(host, "cool");
        var none = await RestoreAsync(host, "none");
        var stranger = await host.Client.SendAsync(new S3Request("POST", "/bucket/k?restore") { Body = Encoding.UTF8.GetBytes(ThreeDays), Signer = TestIdentities.Bob });
        var lister = await host.Client.SendAsync(new S3Request("POST", "/bucket/k?restore") { Body = Encoding.UTF8.GetBytes(ThreeDays), Signer = TestIdentities.Reader });
        var method = await host.Client.SendAsync("GET", "/bucket/k?restore");

        Assert.Equal((403, "InvalidObjectState", "STANDARD"), (plain.Status, plain.Code, plain.Value("StorageClass")));
        Assert.Equal((403, "InvalidObjectState", "STANDARD_IA"), (cool.Status, cool.Code, cool.Value("StorageClass")));
        Assert.Equal((404, "NoSuchKey"), (none.Status, none.Code));
        Assert.Equal(("AccessDenied", "AccessDenied", 405), (stranger.Code, lister.Code, method.Status));
        Assert.Equal(0, host.Index.Count('r'));
    }

    [Fact]
    public async Task Restore_PolicyAllowsIt_IsAllowed()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k");
        var policy = "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"bob\"},\"Action\":\"s3:RestoreObject\",\"Resource\":\"arn:aws:s3:::bucket/*\"}]}";
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Encoding.UTF8.GetBytes(policy))).Status);

        var allowed = await host.Client.SendAsync(new S3Request("POST", "/bucket/k?restore") { Body = Encoding.UTF8.GetBytes(ThreeDays), Signer = TestIdentities.Bob });

        Assert.Equal(202, allowed.Status);
    }

    [Fact]
    public async Task Restore_OfVersions_IsOfTheOneThatIsNamed()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"u8.ToArray());
        var first = (await PutAsync(host, "k"))["x-amz-version-id"];
        var second = (await PutAsync(host, "k"))["x-amz-version-id"];
        var marker = (await host.Client.SendAsync("DELETE", "/bucket/k"))["x-amz-version-id"];

        var asked = await RestoreAsync(host, $"k?versionId={first}");
        var current = await RestoreAsync(host, "k");
        var ofMarker = await RestoreAsync(host, $"k?versionId={marker}");
        var list = await host.Client.SendAsync("GET", "/bucket?versions", null, ("x-amz-optional-object-attributes", "RestoreStatus"));

        Assert.Equal((202, first), (asked.Status, asked["x-amz-version-id"]));
        Assert.Equal((404, 405), (current.Status, ofMarker.Status));
        Assert.Equal("ongoing-request=\"true\"", (await host.Client.SendAsync("HEAD", $"/bucket/k?versionId={first}"))[RestoreHeader]);
        Assert.Null((await host.Client.SendAsync("HEAD", $"/bucket/k?versionId={second}"))[RestoreHeader]);
        Assert.Equal(["true"], list.Values("IsRestoreInProgress"));
    }

    [Theory]
    [InlineData("/bucket?list-type=2")]
    [InlineData("/bucket")]
    public async Task List_WithRestoreStatus_TellsOfRestoredObjects(string target)
    {
        await using var host = await StartAsync();
        foreach (var key in new[] { "a", "b", "c" }) await PutAsync(host, key);
        await RestoreAsync(host, "a");
        await RestoreAsync(host, "b");
        var until = new DateTimeOffset(2100, 1, 2, 0, 0, 0, TimeSpan.Zero);
        await CompleteAsync(host, "b", until);

        var told = await host.Client.SendAsync("GET", target, null, ("x-amz-optional-object-attributes", "RestoreStatus"));
        var silent = await host.Client.SendAsync("GET", target);
        var wrong = await host.Client.SendAsync("GET", target, null, ("x-amz-optional-object-attributes", "Restore"));

        Assert.Equal(["true", "false"], told.Values("IsRestoreInProgress"));
        Assert.Equal(["2100-01-02T00:00:00.000Z"], told.Values("RestoreExpiryDate"));
        Assert.Equal((200, "InvalidArgument"), (silent.Status, wrong.Code));
        Assert.Empty(silent.Values("RestoreStatus"));
    }

    [Fact]
    public async Task Restore_IsToldToTheDestinations()
    {
        await using var host = await StartAsync();
        var names = new DestinationNames(DestinationNames.CurrentVersion, ["audit"]);
        await host.Catalog.StoreJobStateAsync(DestinationNames.Key, JsonSerializer.SerializeToUtf8Bytes(names, EventStates.Default.DestinationNames), CancellationToken.None);
        const string configuration = "<NotificationConfiguration><QueueConfiguration><Queue>arn:objectstore:sqs:::audit</Queue><Event>s3:ObjectRestore:*</Event></QueueConfiguration></NotificationConfiguration>";
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket?notification", Encoding.UTF8.GetBytes(configuration))).Status);
        await PutAsync(host, "k");

        await RestoreAsync(host, "k");
        await RestoreAsync(host, "k");

        var entry = Assert.Single((await host.Outbox.ListAsync(null, default, 10, CancellationToken.None)).Entries);
        Assert.True(EventContent.TryParse(entry.Message.Content.Span, out var facts));
        Assert.Equal(("ObjectRestore:Post", Content.Length), (facts.Event, (int)facts.Size!.Value));
    }

    [Fact]
    public async Task Restore_OverTheQuota_IsRefused()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k");
        var bucket = (await host.Catalog.GetBucketAsync("bucket", CancellationToken.None))!;
        var quotas = (IBucketQuotas)host.Services.GetService(typeof(IBucketQuotas))!;
        await quotas.SetAsync(bucket, new StorageQuota(Content.Length + 1, null), CancellationToken.None);

        var response = await RestoreAsync(host, "k");

        Assert.Equal((403, "QuotaExceeded"), (response.Status, response.Code));
        Assert.Equal(0, host.Index.Count('r'));
    }

    [Fact]
    public async Task GetObject_ForReplication_ReadsArchivedObjectsToo()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k");
        var header = KeyValuePair.Create("x-amz-replica-read", "true");

        var admin = await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Headers = [header], Signer = TestIdentities.Admin });
        var owner = await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Headers = [header] });

        Assert.Equal((200, 403), (admin.Status, owner.Status));
    }

    [Fact]
    public async Task Restore_VersionIsReplacedMeanwhile_IsDecidedAnew()
    {
        await using var host = await StartAsync();
        await using var beside = await host.StartBesideAsync();
        await PutAsync(host, "k");
        host.Index.BeforeNextObjectCommit = async () => await PutAsync(beside, "k", "STANDARD");

        var response = await RestoreAsync(host, "k");

        Assert.Equal("InvalidObjectState", response.Code);
        Assert.Equal(0, host.Index.Count('r'));
    }

    private static Task<GatewayHost> StartAsync() => GatewayHost.StartWithBucketAsync(
        ("StorageClasses:GLACIER:Pool", "cold"),
        ("StorageClasses:DEEP_ARCHIVE:Pool", "cold"),
        ("StorageClasses:FROZEN:Pool", "cold"),
        ("StorageClasses:FROZEN:Archive", "true"),
        ("StorageClasses:GLACIER_IR:Pool", "cold"),
        ("StorageClasses:STANDARD_IA:Pool", "cold"));

    private static async Task<S3Response> PutAsync(GatewayHost host, string key, string storageClass = "GLACIER")
    {
        var put = await host.Client.SendAsync("PUT", $"/bucket/{key}", Content, (ClassHeader, storageClass));
        Assert.Equal(200, put.Status);
        return put;
    }

    private static Task<S3Response> RestoreAsync(GatewayHost host, string key) =>
        host.Client.SendAsync("POST", $"/bucket/{key}{(key.Contains('?', StringComparison.Ordinal) ? "&" : "?")}restore", Encoding.UTF8.GetBytes(ThreeDays));

    /// <summary>Three days, and then to the next midnight.</summary>
    private static DateTime AfterThreeDays() => TimeProvider.System.GetUtcNow().AddDays(3).UtcDateTime.Date.AddDays(1);

    /// <summary>What the curator does; the copy holds other bytes of the same length, so that it can be told from the archive.</summary>
    private static async Task CompleteAsync(GatewayHost host, string key, DateTimeOffset until)
    {
        var bucket = (await host.Catalog.GetBucketAsync("bucket", CancellationToken.None))!.Id;
        var name = ObjectKey.From(key);
        var record = (await host.Objects.GetAsync(bucket, name, CancellationToken.None))!;
        var runs = await host.Data.WriteAsync(new MemorySource("restored bytes"u8.ToArray()), new FragmentOwner(bucket, name, null, 0), null, CancellationToken.None);
        var restored = record.Restore! with { Until = DateTimeOffset.FromUnixTimeMilliseconds(until.ToUnixTimeMilliseconds()), Runs = runs };
        var result = await host.Objects.UpdateAsync(bucket, name, null, new ObjectUpdate.SetRestore(restored, static _ => true), CancellationToken.None);
        Assert.Equal(WriteOutcome.Applied, result.Outcome);
    }
}
