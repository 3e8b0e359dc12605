using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ObjectStore.Core.Errors;
using ObjectStore.Events;
using ObjectStore.Events.Documents;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>The configuration of access logs, and what becomes of requests.</summary>
public sealed partial class AccessLogTests
{
    private const string Allow = """{"Statement":{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket"},"StringEquals":{"aws:SourceAccount":"alice"}}}}""";

    [Fact]
    public async Task Logging_PutGetPutNothing_RoundTrips()
    {
        await using var host = await StartAsync();

        var none = await host.Client.SendAsync("GET", "/bucket?logging");
        var put = await EnableAsync(host, "<TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat>");
        var get = await host.Client.SendAsync("GET", "/bucket?logging");
        var cleared = await host.Client.SendAsync("PUT", "/bucket?logging", Encoding.UTF8.GetBytes("<BucketLoggingStatus/>"));
        var after = await host.Client.SendAsync("GET", "/bucket?logging");

        Assert.Equal((200, 200, 200, 200), (none.Status, put.Status, get.Status, cleared.Status));
        Assert.Contains("<LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>a/</TargetPrefix><TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat></LoggingEnabled>", get.Text, StringComparison.Ordinal);
        Assert.Equal(none.Text, after.Text);
        Assert.DoesNotContain("LoggingEnabled", none.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<LoggingEnabled><TargetBucket>logs</TargetBucket></LoggingEnabled>", 400, "MalformedXML")]
    [InlineData("<LoggingEnabled><TargetPrefix>a/</TargetPrefix></LoggingEnabled>", 400, "MalformedXML")]
    [InlineData("<LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix/><LoggingType>Journal</LoggingType></LoggingEnabled>", 400, "MalformedXML")]
    [InlineData("<LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix/><TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>Never</PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat></LoggingEnabled>", 400, "MalformedXML")]
    [InlineData("<LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix/><TargetGrants><Grant/></TargetGrants></LoggingEnabled>", 501, "NotImplemented")]
    [InlineData("<LoggingEnabled><TargetBucket>absent</TargetBucket><TargetPrefix/></LoggingEnabled>", 400, "InvalidTargetBucketForLogging")]
    [InlineData("<LoggingEnabled><TargetBucket>of-bob</TargetBucket><TargetPrefix/></LoggingEnabled>", 400, "InvalidTargetBucketForLogging")]
    [InlineData("<LoggingEnabled><TargetBucket>bucket</TargetBucket><TargetPrefix/></LoggingEnabled>", 400, "InvalidTargetBucketForLogging")]
    public async Task PutLogging_Refused_ChangesNothing(string configuration, int status, string code)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync(new S3Request("PUT", "/of-bob") { Signer = TestIdentities.Bob });
        await EnableAsync(host);

        var response = await host.Client.SendAsync("PUT", "/bucket?logging", Encoding.UTF8.GetBytes($"<BucketLoggingStatus>{configuration}</BucketLoggingStatus>"));

        Assert.Equal((status, code), (response.Status, response.Code));
        Assert.Equal(["logs"], (await host.Client.SendAsync("GET", "/bucket?logging")).Values("TargetBucket"));
    }

    [Fact]
    public async Task PutLogging_PrefixOfWhatXmlHasNot_LeavesTheBucketReadable()
    {
        await using var host = await StartAsync();
        const string configuration = "<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>&#xFFFF;</TargetPrefix></LoggingEnabled></BucketLoggingStatus>";

        var put = await host.Client.SendAsync("PUT", "/bucket?logging", Encoding.UTF8.GetBytes(configuration));
        var list = await host.Client.SendAsync("GET", "/bucket");

        Assert.Equal((200, 200), (put.Status, list.Status));
    }

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*"}}""", 400)]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*"}}""", 400)]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/b/*"}}""", 400)]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::other"}}}}""", 400)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:*","Resource":"arn:aws:s3:::logs/*"},{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*"}]}""", 400)]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/a/"}}""", 200)]
    [InlineData(Allow, 200)]
    public async Task PutLogging_PolicyOfTarget_HasToAllowTheDelivery(string policy, int status)
    {
        await using var host = await StartAsync();
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/logs?policy", Encoding.UTF8.GetBytes(policy))).Status);

        Assert.Equal(status, (await EnableAsync(host)).Status);
    }

    [Fact]
    public async Task PutLogging_GroupOfLogDeliveryIsGranted_IsEnough()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("DELETE", "/logs?policy");
        Assert.Equal(400, (await EnableAsync(host)).Status);

        await host.Client.SendAsync("PUT", "/logs?acl", [], ("x-amz-acl", "log-delivery-write"));

        Assert.Equal(200, (await EnableAsync(host)).Status);
    }

    [Fact]
    public async Task PutLogging_OfAnother_IsDenied()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket?policy", Encoding.UTF8.GetBytes("""{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::bucket","arn:aws:s3:::bucket/*"]}}"""));

        var response = await host.Client.SendAsync(new S3Request("PUT", "/bucket?logging") { Signer = TestIdentities.Bob, Body = Encoding.UTF8.GetBytes("<BucketLoggingStatus/>") });

        Assert.Equal((403, "AccessDenied"), (response.Status, response.Code));
    }

    [Fact]
    public async Task Requests_OfALoggedBucket_HaveTheirRecords()
    {
        await using var host = await StartAsync();
        await EnableAsync(host);
        var requests = new List<S3Response>
        {
            await host.Client.SendAsync("PUT", "/bucket/folder/a%20%22b", "hello"u8.ToArray(), ("referer", "http://site/\"x"), ("user-agent", "agent \"1\"")),
            await host.Client.SendAsync("GET", "/bucket/folder/a%20%22b", [], ("range", "bytes=1-2")),
            await host.Client.SendAsync("HEAD", "/bucket/folder/a%20%22b"),
            await host.Client.SendAsync("GET", "/bucket/absent"),
            await host.Client.SendAsync(new S3Request("GET", "/bucket?list-type=2") { Signer = null }),
            await host.Client.SendAsync("GET", "/bucket/k?X-Amz-Signature=abc&x=1"),
            await host.Client.SendAsync("DELETE", "/bucket/folder/a%20%22b?versionId=null"),
        };
        await host.Client.SendAsync("GET", "/logs/");

        var lines = await LinesAsync(host, requests.Count);

        // Records are made after the answers, in any order.
        lines = [.. requests.Select(response => lines.Single(line => line.Contains(response["x-amz-request-id"]!, StringComparison.Ordinal)))];
        var records = lines.Select(Fields).ToArray();
        Assert.All(records, static record => Assert.Equal(26, record.Length));
        Assert.All(records, static record => Assert.Equal(("alice", "bucket", "127.0.0.1"), (record[0], record[1], record[3])));
        Assert.Equal(
            ["REST.PUT.OBJECT", "REST.GET.OBJECT", "REST.HEAD.OBJECT", "REST.GET.OBJECT", "REST.GET.BUCKET", "REST.GET.OBJECT", "REST.DELETE.OBJECT"],
            records.Select(static record => record[6]));
        Assert.All(records.Zip(requests), static pair => Assert.Equal(pair.Second["x-amz-request-id"], pair.First[5]));
        Assert.Equal(requests.Select(static response => response.Status.ToString(CultureInfo.InvariantCulture)), records.Select(static record => record[9]));
        var (put, get, head) = (records[0], records[1], records[2]);
        Assert.Equal(("alice", "folder/a%20%22b", "\"PUT /bucket/folder/a%20%22b HTTP/1.1\"", "-", "-", "5"), (put[4], put[7], put[8], put[10], put[11], put[12]));
        Assert.Equal(("\"http://site/%22x\"", "\"agent %221%22\"", "SigV4", "-", "AuthHeader"), (put[15], put[16], put[19], put[20], put[21]));
        Assert.Equal((host.Endpoint.ToString(), "-", "-", "-"), (put[22], put[23], put[24], put[25]));
        Assert.Equal(("2", "5", "-", "5"), (get[11], get[12], head[11], head[12]));
        Assert.Equal(("NoSuchKey", "AccessDenied", "-"), (records[3][10], records[4][10], records[4][4]));
        Assert.DoesNotContain("abc", lines[5], StringComparison.Ordinal);
        Assert.Equal("null", records[6][17]);
        Assert.InRange(int.Parse(put[13], CultureInfo.InvariantCulture), int.Parse(put[14], CultureInfo.InvariantCulture), 600_000);
    }

    /// <summary>Goal: what a delivery puts is replicated and told of, as what clients put is.</summary>
    [Fact]
    public async Task Delivery_TargetWithReplicationAndEvents_IsMarkedAndInTheOutbox()
    {
        await using var host = await StartAsync();
        var targets = new TargetNames(TargetNames.CurrentVersion, ["far"]);
        await host.Catalog.StoreJobStateAsync(TargetNames.Key, JsonSerializer.SerializeToUtf8Bytes(targets, ReplicationStates.Default.TargetNames), CancellationToken.None);
        var destinations = new DestinationNames(DestinationNames.CurrentVersion, ["audit"]);
        await host.Catalog.StoreJobStateAsync(DestinationNames.Key, JsonSerializer.SerializeToUtf8Bytes(destinations, EventStates.Default.DestinationNames), CancellationToken.None);
        await ConfigureAsync(host, "versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        await ConfigureAsync(host, "replication", "<ReplicationConfiguration><Role>role</Role><Rule><Prefix/><Status>Enabled</Status><Destination><Bucket>arn:objectstore:s3:::far/logs</Bucket></Destination></Rule></ReplicationConfiguration>");
        await ConfigureAsync(host, "notification", "<NotificationConfiguration><QueueConfiguration><Queue>arn:objectstore:sqs:::audit</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>");
        await EnableAsync(host);

        await host.Client.SendAsync("GET", "/bucket/k");
        await LinesAsync(host, 1);

        var key = Assert.Single(await KeysAsync(host));
        var entries = (await host.Outbox.ListAsync(null, default, 10, CancellationToken.None)).Entries;
        Assert.Equal("PENDING", (await host.Client.SendAsync("HEAD", "/logs/" + key))["x-amz-replication-status"]);
        Assert.All(entries, entry => Assert.Equal(key, entry.Key.ToString()));
        Assert.Equal([OutboxConsumer.Notifications, OutboxConsumer.Replication], entries.Select(static entry => entry.Message.Consumer));
        Assert.True(EventContent.TryParse(entries[0].Message.Content.Span, out var facts));
        Assert.Equal(("ObjectCreated:Put", "logging.s3.amazonaws.com"), (facts.Event, facts.Principal));
    }

    [Fact]
    public async Task Requests_WrongSignature_IsRecordedOnceTheBucketIsKnown()
    {
        await using var host = await StartAsync();
        await EnableAsync(host);
        await host.Client.SendAsync("GET", "/bucket/k");

        var unsigned = await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Signer = null, UnsignedHeaders = [new("authorization", "AWS4-HMAC-SHA256 nonsense")] });

        var last = Fields((await LinesAsync(host, 2)).Single(line => line.Contains(unsigned["x-amz-request-id"]!, StringComparison.Ordinal)));
        Assert.Equal(("k", "-", unsigned.Status.ToString(CultureInfo.InvariantCulture)), (last[7], last[4], last[9]));
        Assert.NotEqual("-", last[10]);
    }

    [Fact]
    public async Task Delivery_PartitionedKeys_NameOwnerRegionBucketAndDay()
    {
        await using var host = await StartAsync();
        await EnableAsync(host, "<TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat>");
        await host.Client.SendAsync("GET", "/bucket/k");

        await LinesAsync(host, 1);

        Assert.All(await KeysAsync(host), static key => Assert.Matches(PartitionedKey(), key));
    }

    [Fact]
    public async Task Delivery_RightIsTakenAway_RecordsAreLostAndRequestsGoOn()
    {
        await using var host = await StartAsync();
        await EnableAsync(host);
        await host.Client.SendAsync("GET", "/bucket/k");
        await LinesAsync(host, 1);
        await host.Client.SendAsync("DELETE", "/logs?policy");
        var before = (await KeysAsync(host)).Count;
        using var lost = new Measured(host.Meters, "objectstore.gateway.access_log.lost");

        Assert.Equal(404, (await host.Client.SendAsync("GET", "/bucket/k")).Status);

        await Wait.UntilAsync(() => lost.Sum > 0);
        Assert.Equal(before, (await KeysAsync(host)).Count);
    }

    [Fact]
    public async Task Delivery_AnswerOfItsCommitIsLost_BringsNoRecordTwice()
    {
        await using var host = await StartAsync();
        await EnableAsync(host);
        using var delivered = new Measured(host.Meters, "objectstore.gateway.access_log.delivered");
        (host.Index.FailNextCommit, host.Index.FailOnlyPutsOf, host.Index.AppliesWhatFails) = (new StorageException(StorageErrorCode.IndexUnavailable, "Injected."), 'o', true);

        await host.Client.SendAsync("GET", "/bucket/k");

        await Wait.UntilAsync(() => delivered.Sum > 0);
        Assert.Null(host.Index.FailNextCommit);
        Assert.Single(await KeysAsync(host));
    }

    [Fact]
    public async Task Records_BeyondTheMemory_AreCountedAndNotKept()
    {
        await using var host = await StartAsync(("AccessLogs:Period", "01:00:00"), ("AccessLogs:MemoryBytesMax", "1024"));
        await EnableAsync(host);
        using var lost = new Measured(host.Meters, "objectstore.gateway.access_log.lost");

        for (var i = 0; i < 16; i++) Assert.Equal(404, (await host.Client.SendAsync("GET", "/bucket/k")).Status);

        // A record has more than 100 bytes.
        await Wait.UntilAsync(() => lost.Sum >= 5);
        Assert.Empty(await KeysAsync(host));
    }

    [Fact]
    public async Task Stop_RecordsThatWait_AreDelivered()
    {
        await using var host = await StartAsync(("AccessLogs:Period", "01:00:00"));
        await EnableAsync(host);
        await host.Client.SendAsync("GET", "/bucket/k");
        Assert.Empty(await KeysAsync(host));
        await using var other = await host.StartBesideAsync();

        await host.StopAsync();

        Assert.Single(await KeysAsync(other));
    }

    [GeneratedRegex("^a/alice/us-east-1/bucket/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}-00-00-00-[0-9A-F]{16}$")]
    private static partial Regex PartitionedKey();

    /// <summary>Fields of a record: blanks separate them, but not within quotes or brackets.</summary>
    private static string[] Fields(string line) => [.. FieldPattern().Matches(line).Select(static match => match.Value)];

    [GeneratedRegex("\"[^\"]*\"|\\[[^\\]]*\\]|[^ ]+")]
    private static partial Regex FieldPattern();

    private static async Task<GatewayHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var host = await GatewayHost.StartWithBucketAsync(settings.Length > 0 ? settings : [("AccessLogs:Period", "00:00:01")]);
        await host.Client.SendAsync("PUT", "/logs");
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/logs?policy", Encoding.UTF8.GetBytes(Allow))).Status);
        return host;
    }

    private static async Task ConfigureAsync(GatewayHost host, string kind, string document) =>
        Assert.Equal(200, (await host.Client.SendAsync("PUT", $"/logs?{kind}", Encoding.UTF8.GetBytes(document), ("x-amz-skip-destination-validation", "true"))).Status);

    private static Task<S3Response> EnableAsync(GatewayHost host, string format = "") => host.Client.SendAsync(
        "PUT", "/bucket?logging", Encoding.UTF8.GetBytes($"<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>a/</TargetPrefix>{format}</LoggingEnabled></BucketLoggingStatus>"));

    private static async Task<IReadOnlyList<string>> KeysAsync(GatewayHost host) => (await host.Client.SendAsync("GET", "/logs?list-type=2")).Values("Key");

    /// <summary>All records, in the order of their requests, once there are so many.</summary>
    private static async Task<List<string>> LinesAsync(GatewayHost host, int count)
    {
        var lines = new List<string>();
        await Wait.UntilAsync(async () =>
        {
            lines.Clear();
            foreach (var key in await KeysAsync(host)) lines.AddRange((await host.Client.SendAsync("GET", "/logs/" + key)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return lines.Count >= count;
        });
        Assert.Equal(count, lines.Count);
        return lines;
    }
}
