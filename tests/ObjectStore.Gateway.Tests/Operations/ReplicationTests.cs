using System.Text;
using System.Text.Json;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>The configuration of replication, what requests mark for it and put into the outbox, and replicas that come.</summary>
public sealed class ReplicationTests
{
    private const string Arn = "arn:objectstore:s3:::far/photos";
    private const string Version1 = $"<Rule><ID>1</ID><Prefix>a/</Prefix><Status>Enabled</Status><Destination><Bucket>{Arn}</Bucket></Destination></Rule>";
    private const string Version2 =
        $"<Rule><ID>all</ID><Priority>1</Priority><Filter></Filter><Status>Enabled</Status><DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication><Destination><Bucket>{Arn}</Bucket></Destination></Rule>";

    private const string Whole =
        $"<Rule><ID>whole</ID><Priority>7</Priority><Filter><And><Prefix>a/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter><Status>Disabled</Status>"
        + "<DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication><ExistingObjectReplication><Status>Enabled</Status></ExistingObjectReplication>"
        + "<SourceSelectionCriteria><SseKmsEncryptedObjects><Status>Enabled</Status></SseKmsEncryptedObjects></SourceSelectionCriteria>"
        + "<Destination><Bucket>arn:aws:s3:::photos</Bucket><Account>123</Account><StorageClass>STANDARD</StorageClass><AccessControlTranslation><Owner>Destination</Owner></AccessControlTranslation>"
        + "<EncryptionConfiguration><ReplicaKmsKeyID>key</ReplicaKmsKeyID></EncryptionConfiguration></Destination></Rule>";

    private const string Id = "0198c0de000000010123456789abcdef";
    private const string Older = "0098c0de000000010123456789abcdef";

    private static readonly (string, string)[] Replica = [("x-amz-source-version-id", Id), ("x-amz-source-last-modified", "1767322645678")];

    [Theory]
    [InlineData(Version1)]
    [InlineData(Version2)]
    [InlineData(Whole)]
    public async Task Replication_PutGetDelete_RoundTrips(string rules)
    {
        await using var host = await StartAsync();

        var none = await host.Client.SendAsync("GET", "/bucket?replication");
        var put = await PutAsync(host, rules);
        var get = await host.Client.SendAsync("GET", "/bucket?replication");
        var deleted = await host.Client.SendAsync("DELETE", "/bucket?replication");
        var after = await host.Client.SendAsync("GET", "/bucket?replication");

        Assert.Equal((404, "ReplicationConfigurationNotFoundError", 200, 200, 204, 404), (none.Status, none.Code, put.Status, get.Status, deleted.Status, after.Status));
        Assert.Contains("<Role>arn:role</Role>" + rules, get.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 400, "MalformedXML")]
    [InlineData("<Other/>", 400, "MalformedXML")]
    [InlineData($"<Rule><Prefix/><Status>On</Status><Destination><Bucket>{Arn}</Bucket></Destination></Rule>", 400, "MalformedXML")]
    [InlineData("<Rule><Prefix/><Status>Enabled</Status></Rule>", 400, "MalformedXML")]
    [InlineData($"<Rule><Prefix/><Filter/><Status>Enabled</Status><Destination><Bucket>{Arn}</Bucket></Destination></Rule>", 400, "MalformedXML")]
    [InlineData($"<Rule><Filter/><Status>Enabled</Status><Destination><Bucket>{Arn}</Bucket></Destination></Rule>", 400, "InvalidRequest")]
    [InlineData($"<Rule><Priority>1</Priority><Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter><Status>Enabled</Status><DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication><Destination><Bucket>{Arn}</Bucket></Destination></Rule>", 400, "InvalidRequest")]
    [InlineData("<Rule><Prefix/><Status>Enabled</Status><Destination><Bucket>photos</Bucket></Destination></Rule>", 400, "InvalidArgument")]
    [InlineData("<Rule><Prefix/><Status>Enabled</Status><Destination><Bucket>http://127.0.0.1/x</Bucket></Destination></Rule>", 400, "InvalidArgument")]
    [InlineData("<Rule><Prefix/><Status>Enabled</Status><Destination><Bucket>arn:objectstore:s3:::unknown/photos</Bucket></Destination></Rule>", 400, "InvalidRequest")]
    [InlineData($"<Rule><Prefix/><Status>Enabled</Status><Destination><Bucket>{Arn}</Bucket><StorageClass>SOME</StorageClass></Destination></Rule>", 400, "InvalidStorageClass")]
    [InlineData($"<Rule><Prefix/><Status>Enabled</Status><Destination><Bucket>{Arn}</Bucket><ReplicationTime><Status>Enabled</Status><Time><Minutes>15</Minutes></Time></ReplicationTime></Destination></Rule>", 501, "NotImplemented")]
    [InlineData($"<Rule><Prefix/><Status>Enabled</Status><SourceSelectionCriteria><ReplicaModifications><Status>Enabled</Status></ReplicaModifications></SourceSelectionCriteria><Destination><Bucket>{Arn}</Bucket></Destination></Rule>", 501, "NotImplemented")]
    [InlineData($"<Rule><Prefix>a</Prefix><Status>Enabled</Status><Destination><Bucket>{Arn}</Bucket></Destination></Rule><Rule><Prefix>ab</Prefix><Status>Enabled</Status><Destination><Bucket>{Arn}</Bucket></Destination></Rule>", 400, "InvalidRequest")]
    [InlineData(Version2 + Version1, 400, "MalformedXML")]
    [InlineData(Version2 + Version2, 400, "InvalidArgument")]
    public async Task PutReplication_BadRules_ChangesNothing(string rules, int status, string code)
    {
        await using var host = await StartAsync();
        await PutAsync(host, Version2);

        var response = await PutAsync(host, rules);

        Assert.Equal((status, code), (response.Status, response.Code));
        Assert.Equal(["all"], (await host.Client.SendAsync("GET", "/bucket?replication")).Values("ID"));
    }

    [Fact]
    public async Task PutReplication_BucketWithoutVersions_IsRefusedAndVersioningStays()
    {
        await using var host = await StartAsync(isVersioned: false);

        var refused = await PutAsync(host, Version2);
        await SetVersioningAsync(host, "Enabled");
        var put = await PutAsync(host, Version2);
        var suspended = await SetVersioningAsync(host, "Suspended");

        Assert.Equal((400, "InvalidRequest", 200, 409, "InvalidBucketState"), (refused.Status, refused.Code, put.Status, suspended.Status, suspended.Code));
    }

    /// <summary>Each change of what a rule matches is in the outbox, and its version says that it waits; what is destroyed, or changed of its list, is not.</summary>
    [Fact]
    public async Task Requests_ThatChangeObjects_AreMarkedAndPutIntoTheOutboxInTheirOrder()
    {
        await using var host = await StartAsync();
        var before = await host.Client.SendAsync("PUT", "/bucket/before", [1]);
        await PutAsync(host, Version2);

        var put = await host.Client.SendAsync("PUT", "/bucket/k", "hello"u8.ToArray());
        var waiting = await host.Client.SendAsync("HEAD", "/bucket/k");
        await host.Client.SendAsync("PUT", "/bucket/k?tagging", Encoding.UTF8.GetBytes("<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"));
        await host.Client.SendAsync("PUT", "/bucket/k?acl", [], ("x-amz-acl", "private"));
        await host.Client.SendAsync("DELETE", "/bucket/k");
        await host.Client.SendAsync("DELETE", $"/bucket/before?versionId={before["x-amz-version-id"]}");

        var facts = await FactsAsync(host);
        Assert.Equal([ReplicationCause.Version, ReplicationCause.Tags, ReplicationCause.Version], facts.Select(static each => each.Cause));
        Assert.Equal(["far/photos"], (await EntriesAsync(host)).Select(static entry => entry.Message.Destination).Distinct());
        Assert.Equal((put["x-amz-version-id"], "bucket"), (facts[0].Version, facts[0].Bucket));
        Assert.Equal("PENDING", waiting["x-amz-replication-status"]);
    }

    [Fact]
    public async Task Put_NothingMatches_IsNotMarked()
    {
        await using var host = await StartAsync();
        await PutAsync(host, Version1);

        await host.Client.SendAsync("PUT", "/bucket/b", [1]);
        var other = await host.Client.SendAsync("HEAD", "/bucket/b");
        await host.Client.SendAsync("PUT", "/bucket/a/b", [1]);

        Assert.Null(other["x-amz-replication-status"]);
        Assert.Equal(1, host.Index.Count('x'));
    }

    [Fact]
    public async Task PutReplica_OlderThanTheCurrentVersion_TakesItsPlaceAndGoesNoFurther()
    {
        await using var host = await StartAsync();
        await PutAsync(host, Version2);
        await host.Client.SendAsync("PUT", "/bucket/k", "new"u8.ToArray());
        var rows = host.Index.Count('x');

        var put = await host.Client.SendAsync("PUT", "/bucket/k", "old"u8.ToArray(), Replica);
        var again = await host.Client.SendAsync("PUT", "/bucket/k", "old"u8.ToArray(), Replica);
        await host.Client.SendAsync("PUT", $"/bucket/k?tagging&versionId={Id}", Encoding.UTF8.GetBytes("<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"));

        var current = await host.Client.SendAsync("GET", "/bucket/k");
        var old = await host.Client.SendAsync("GET", $"/bucket/k?versionId={Id}");
        Assert.Equal((200, 200, Id, Id), (put.Status, again.Status, put["x-amz-version-id"], again["x-amz-version-id"]));
        Assert.Equal(("new", "old", "REPLICA"), (current.Text, old.Text, old["x-amz-replication-status"]));
        Assert.Equal("Fri, 02 Jan 2026 02:57:25 GMT", old["last-modified"]);
        Assert.Equal(2, (await host.Client.SendAsync("GET", "/bucket?versions")).Values("VersionId").Length);
        Assert.Equal(rows, host.Index.Count('x'));
    }

    [Fact]
    public async Task CompleteUpload_OfAReplica_KeepsItsIdAlsoTheSecondTime()
    {
        await using var host = await StartAsync();

        foreach (var _ in (int[])[1, 2])
        {
            var upload = (await host.Client.SendAsync("POST", "/bucket/k?uploads")).Values("UploadId")[0];
            var part = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=1&uploadId={upload}", "part"u8.ToArray());
            var body = $"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{part["etag"]}</ETag></Part></CompleteMultipartUpload>";
            var completed = await host.Client.SendAsync("POST", $"/bucket/k?uploadId={upload}", Encoding.UTF8.GetBytes(body), Replica);
            Assert.Equal((200, Id), (completed.Status, completed["x-amz-version-id"]));
        }

        Assert.Single((await host.Client.SendAsync("GET", "/bucket?versions")).Values("VersionId"));
        Assert.Empty((await host.Client.SendAsync("GET", "/bucket?uploads")).Values("UploadId"));
    }

    [Fact]
    public async Task DeleteReplica_MakesTheMarkerOfItsId()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var old = await host.Client.SendAsync("DELETE", "/bucket/k", [], ("x-amz-source-version-id", Older), ("x-amz-source-last-modified", "1"));
        var visible = await host.Client.SendAsync("HEAD", "/bucket/k");
        var withVersion = await host.Client.SendAsync("DELETE", $"/bucket/k?versionId={Older}", [], Replica);

        Assert.Equal((204, Older, "true"), (old.Status, old["x-amz-version-id"], old["x-amz-delete-marker"]));
        Assert.Equal((200, 400), (visible.Status, withVersion.Status));
    }

    [Theory]
    [InlineData("no-id", "1")]
    [InlineData("ffffffffffffffffffffffffffffffff", "1")]
    [InlineData(Id, "yesterday")]
    [InlineData(Id, "-1")]
    [InlineData(Id, "99999999999999999")]
    public async Task PutReplica_BadHeaders_IsRefused(string id, string time)
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-source-version-id", id), ("x-amz-source-last-modified", time));

        Assert.Equal((400, "InvalidArgument"), (response.Status, response.Code));
    }

    [Fact]
    public async Task PutReplica_WithoutVersionsOrPermission_IsRefused()
    {
        await using var host = await StartAsync(isVersioned: false);

        var unversioned = await host.Client.SendAsync("PUT", "/bucket/k", [1], Replica);
        await SetVersioningAsync(host, "Enabled");
        var application = await SendAsApplicationAsync(host, "PUT", "/bucket/k");
        var deletion = await SendAsApplicationAsync(host, "DELETE", "/bucket/k");

        Assert.Equal((409, "InvalidBucketState"), (unversioned.Status, unversioned.Code));
        Assert.Equal((403, 403), (application.Status, deletion.Status));
        Assert.Equal(0, host.Index.ObjectCount);
    }

    private static Task<S3Response> SendAsApplicationAsync(GatewayHost host, string method, string target) => host.Client.SendAsync(
        new S3Request(method, target) { Signer = TestIdentities.Application, Headers = [.. Replica.Select(static header => KeyValuePair.Create(header.Item1, header.Item2))] });

    private static async Task<GatewayHost> StartAsync(bool isVersioned = true)
    {
        var host = await GatewayHost.StartWithBucketAsync();
        var names = new TargetNames(TargetNames.CurrentVersion, ["default", "far"]);
        await host.Catalog.StoreJobStateAsync(TargetNames.Key, JsonSerializer.SerializeToUtf8Bytes(names, ReplicationStates.Default.TargetNames), CancellationToken.None);
        if (isVersioned) await SetVersioningAsync(host, "Enabled");
        return host;
    }

    private static Task<S3Response> SetVersioningAsync(GatewayHost host, string status) =>
        host.Client.SendAsync("PUT", "/bucket?versioning", Encoding.UTF8.GetBytes($"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"));

    private static Task<S3Response> PutAsync(GatewayHost host, string rules) => host.Client.SendAsync(
        "PUT", "/bucket?replication", Encoding.UTF8.GetBytes($"<ReplicationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Role>arn:role</Role>{rules}</ReplicationConfiguration>"));

    private static async Task<IReadOnlyList<OutboxEntry>> EntriesAsync(GatewayHost host) => (await host.Outbox.ListAsync(null, default, 1_000, CancellationToken.None)).Entries;

    private static async Task<ReplicationFacts[]> FactsAsync(GatewayHost host) => [.. (await EntriesAsync(host)).Select(static entry =>
    {
        Assert.Equal(OutboxConsumer.Replication, entry.Message.Consumer);
        Assert.True(ReplicationContent.TryParse(entry.Message.Content.Span, out var facts));
        return facts;
    })];
}
