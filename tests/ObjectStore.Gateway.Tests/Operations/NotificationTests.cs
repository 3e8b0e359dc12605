using System.Text;
using System.Text.Json;
using ObjectStore.Events;
using ObjectStore.Events.Documents;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>The configuration of notifications, and what requests put into the outbox.</summary>
public sealed class NotificationTests
{
    private const string Arn = "arn:objectstore:sqs:us-east-1:1:audit";
    private const string AllEvents =
        "<Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event><Event>s3:ObjectTagging:*</Event><Event>s3:ObjectAcl:Put</Event>";

    [Fact]
    public async Task Notification_PutGetPutNothing_RoundTrips()
    {
        await using var host = await StartAsync();
        const string filter = "<Filter><S3Key><FilterRule><Name>Prefix</Name><Value>logs/</Value></FilterRule><FilterRule><Name>Suffix</Name><Value>.txt</Value></FilterRule></S3Key></Filter>";
        const string queue = $"<QueueConfiguration><Id>q</Id><Queue>{Arn}</Queue><Event>s3:ObjectCreated:*</Event>{filter}</QueueConfiguration>";
        const string topic = "<TopicConfiguration><Id>t</Id><Topic>arn:aws:sns:::audit</Topic><Event>s3:ObjectRemoved:Delete</Event></TopicConfiguration>";

        var none = await host.Client.SendAsync("GET", "/bucket?notification");
        var put = await PutAsync(host, queue.Replace("fix</Name>", "FIX</Name>", StringComparison.Ordinal) + topic);
        var get = await host.Client.SendAsync("GET", "/bucket?notification");
        var cleared = await PutAsync(host, "");
        var after = await host.Client.SendAsync("GET", "/bucket?notification");

        Assert.Equal((200, 200, 200, 200), (none.Status, put.Status, get.Status, cleared.Status));
        Assert.Contains(queue + topic, get.Text, StringComparison.Ordinal);
        Assert.Equal(none.Text, after.Text);
        Assert.DoesNotContain("Configuration>", none.Text.Replace("NotificationConfiguration>", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"<QueueConfiguration><Queue>{Arn}</Queue></QueueConfiguration>", "MalformedXML")]
    [InlineData("<QueueConfiguration><Event>s3:ObjectCreated:*</Event></QueueConfiguration>", "MalformedXML")]
    [InlineData($"<TopicConfiguration><Queue>{Arn}</Queue><Event>s3:ObjectCreated:*</Event></TopicConfiguration>", "MalformedXML")]
    [InlineData("<Other/>", "MalformedXML")]
    [InlineData($"<QueueConfiguration><Queue>{Arn}</Queue><Event>s3:ObjectMade:*</Event></QueueConfiguration>", "InvalidArgument")]
    [InlineData($"<QueueConfiguration><Queue>{Arn}</Queue><Event>s3:Replication:*</Event></QueueConfiguration>", "InvalidArgument")]
    [InlineData("<QueueConfiguration><Queue>arn:objectstore:sqs:::unknown</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>", "InvalidArgument")]
    [InlineData("<QueueConfiguration><Queue>http://127.0.0.1/</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>", "InvalidArgument")]
    [InlineData("<QueueConfiguration><Queue>arn:objectstore:sns:::audit</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>", "InvalidArgument")]
    [InlineData("<CloudFunctionConfiguration><CloudFunction>arn:aws:lambda:::f</CloudFunction><Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration>", "InvalidArgument")]
    [InlineData("<EventBridgeConfiguration/>", "InvalidArgument")]
    [InlineData($"<QueueConfiguration><Queue>{Arn}</Queue><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>infix</Name><Value>a</Value></FilterRule></S3Key></Filter></QueueConfiguration>", "InvalidArgument")]
    [InlineData($"<QueueConfiguration><Queue>{Arn}</Queue><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>a</Value></FilterRule><FilterRule><Name>Prefix</Name><Value>b</Value></FilterRule></S3Key></Filter></QueueConfiguration>", "InvalidArgument")]
    [InlineData($"<QueueConfiguration><Id>1</Id><Queue>{Arn}</Queue><Event>s3:ObjectCreated:Put</Event></QueueConfiguration><QueueConfiguration><Id>1</Id><Queue>{Arn}</Queue><Event>s3:ObjectRemoved:*</Event></QueueConfiguration>", "InvalidArgument")]
    [InlineData($"<QueueConfiguration><Queue>{Arn}</Queue><Event>s3:ObjectCreated:Put</Event></QueueConfiguration><QueueConfiguration><Queue>{Arn}</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>", "InvalidArgument")]
    public async Task PutNotification_BadConfiguration_ChangesNothing(string configuration, string code)
    {
        await using var host = await StartAsync();
        await PutAsync(host, $"<QueueConfiguration><Id>kept</Id><Queue>{Arn}</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>");

        var response = await PutAsync(host, configuration);

        Assert.Equal((400, code), (response.Status, response.Code));
        Assert.Equal(["kept"], (await host.Client.SendAsync("GET", "/bucket?notification")).Values("Id"));
    }

    [Fact]
    public async Task PutNotification_UnknownDestinations_AreAllNamed()
    {
        await using var host = await StartAsync();
        const string first = "<QueueConfiguration><Queue>arn:aws:sqs:::first</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>";
        const string second = "<TopicConfiguration><Topic>arn:aws:sns:::second</Topic><Event>s3:ObjectRemoved:*</Event></TopicConfiguration>";

        var unknown = await PutAsync(host, first + second);
        var noArn = await PutAsync(host, first + "<QueueConfiguration><Queue>invalid-queue</Queue><Event>s3:ObjectRemoved:*</Event></QueueConfiguration>");

        Assert.Equal(("arn:aws:sqs:::first", "The destination queue does not exist"), (unknown.Value("ArgumentName1"), unknown.Value("ArgumentValue1")));
        Assert.Equal(("arn:aws:sns:::second", "The destination topic does not exist"), (unknown.Value("ArgumentName2"), unknown.Value("ArgumentValue2")));
        Assert.Equal(("The ARN could not be parsed", "Queue", "invalid-queue"), (noArn.Value("Message"), noArn.Value("ArgumentName"), noArn.Value("ArgumentValue")));
    }

    [Fact]
    public async Task PutNotification_NewDestination_GetsATestEventUnlessSkipped()
    {
        await using var host = await StartAsync();
        const string configuration = $"<QueueConfiguration><Queue>{Arn}</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>";
        const string unknown = "<QueueConfiguration><Queue>arn:objectstore:sqs:::later</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>";

        await PutAsync(host, configuration);
        var tests = await TestsAsync(host);
        await host.Catalog.StoreJobStatesAsync([new(tests[0].Key, null)], CancellationToken.None);
        await PutAsync(host, configuration);
        var again = await TestsAsync(host);
        var unknownSkipped = await host.Client.SendAsync("PUT", "/bucket?notification", Body(unknown), ("x-amz-skip-destination-validation", "true"));
        await PutAsync(host, "");
        var skipped = await host.Client.SendAsync("PUT", "/bucket?notification", Body(configuration), ("x-amz-skip-destination-validation", "true"));

        Assert.Equal(("audit", "bucket"), Assert.Single(tests) is var test ? (test.Destination, test.Bucket) : default);
        Assert.Empty(again);
        Assert.Equal((400, 200), (unknownSkipped.Status, skipped.Status));
        Assert.Empty(await TestsAsync(host));
    }

    [Fact]
    public async Task Requests_ThatChangeObjects_ArePutIntoTheOutboxInTheirOrder()
    {
        await using var host = await StartAsync();
        await PutAsync(host, $"<QueueConfiguration><Id>all</Id><Queue>{Arn}</Queue>{AllEvents}</QueueConfiguration>");

        await host.Client.SendAsync("PUT", "/bucket/k", "hello"u8.ToArray());
        await host.Client.SendAsync("GET", "/bucket/k");
        await host.Client.SendAsync("PUT", "/bucket/k?tagging", Encoding.UTF8.GetBytes("<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"));
        await host.Client.SendAsync("DELETE", "/bucket/k?tagging");
        await host.Client.SendAsync("PUT", "/bucket/k?acl", [], ("x-amz-acl", "private"));
        await host.Client.SendAsync("PUT", "/bucket/k", [], ("x-amz-copy-source", "/bucket/k"), ("x-amz-metadata-directive", "REPLACE"));
        await host.Client.SendAsync("DELETE", "/bucket/k");
        await host.Client.SendAsync("DELETE", "/bucket/k");

        var events = await EventsAsync(host);
        Assert.Equal(
            ["ObjectCreated:Put", "ObjectTagging:Put", "ObjectTagging:Delete", "ObjectAcl:Put", "ObjectCreated:Copy", "ObjectRemoved:Delete"],
            events.Select(static each => each.Event));
        Assert.Equal(("bucket", "all", 5L, "127.0.0.1", "us-east-1"), (events[0].Bucket, events[0].Configuration, events[0].Size!.Value, events[0].Source, events[0].Region));
        Assert.Equal("5d41402abc4b2a76b9719d911017c592", events[0].ETag);
        Assert.Null(events[^1].Size);
        Assert.All(events, static each => Assert.Null(each.Version));
    }

    [Fact]
    public async Task Requests_InABucketWithVersions_NameThem()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Encoding.UTF8.GetBytes("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        await PutAsync(host, $"<QueueConfiguration><Queue>{Arn}</Queue>{AllEvents}</QueueConfiguration>");

        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var marker = await host.Client.SendAsync("POST", "/bucket?delete", Encoding.UTF8.GetBytes("<Delete><Object><Key>k</Key></Object></Delete>"), ("content-md5", Md5("<Delete><Object><Key>k</Key></Object></Delete>")));
        await host.Client.SendAsync("DELETE", $"/bucket/k?versionId={put["x-amz-version-id"]}");

        var events = await EventsAsync(host);
        Assert.Equal(["ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated", "ObjectRemoved:Delete"], events.Select(static each => each.Event));
        Assert.Equal([put["x-amz-version-id"], marker.Values("DeleteMarkerVersionId")[0], put["x-amz-version-id"]], events.Select(static each => each.Version));
    }

    [Fact]
    public async Task Put_NothingMatches_WritesNoEvent()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutAsync(host, $"<QueueConfiguration><Queue>{Arn}</Queue><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>other</Value></FilterRule></S3Key></Filter></QueueConfiguration>");
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await host.Client.SendAsync("DELETE", "/bucket/k");

        Assert.Equal(0, host.Index.Count('x'));
        await host.Client.SendAsync("PUT", "/bucket/other", [1]);
        Assert.Equal(1, host.Index.Count('x'));
    }

    /// <summary>Goal: a full outbox refuses the newest event and no write.</summary>
    [Fact]
    public async Task Put_OutboxFull_IsWrittenWithoutAnEvent()
    {
        await using var host = await StartAsync();
        await PutAsync(host, $"<QueueConfiguration><Queue>{Arn}</Queue>{AllEvents}</QueueConfiguration>");
        var levels = new Events.Announcing.OutboxLevels(1, DateTimeOffset.UnixEpoch.AddDays(1), RowsMax: 0, BytesMax: 0, []);
        await host.Catalog.StoreJobStateAsync(Events.Announcing.OutboxLevels.Key, JsonSerializer.SerializeToUtf8Bytes(levels, EventStates.Default.OutboxLevels), CancellationToken.None);

        // The first writes are told of until the levels have been read.
        var deadline = TimeProvider.System.GetTimestamp();
        int before;
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(60));
            before = host.Index.Count('x');
            Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket/k", [1])).Status);
        }
        while (host.Index.Count('x') > before);

        Assert.Equal(1, host.Index.ObjectCount);
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartWithBucketAsync();
        var names = new DestinationNames(DestinationNames.CurrentVersion, ["audit"]);
        await host.Catalog.StoreJobStateAsync(DestinationNames.Key, JsonSerializer.SerializeToUtf8Bytes(names, EventStates.Default.DestinationNames), CancellationToken.None);
        return host;
    }

    private static async Task<List<TestEvent>> TestsAsync(GatewayHost host)
    {
        var tests = new List<TestEvent>();
        await foreach (var (_, bytes) in host.Catalog.ListJobStatesAsync(TestEvent.Prefix, CancellationToken.None))
            tests.Add(JsonSerializer.Deserialize(bytes!.Value.Span, EventStates.Default.TestEvent)!);
        return tests;
    }

    private static async Task<IReadOnlyList<EventFacts>> EventsAsync(GatewayHost host) =>
        [.. (await host.Outbox.ListAsync(null, default, 1_000, CancellationToken.None)).Entries.Select(static entry => Facts(entry))];

    private static EventFacts Facts(OutboxEntry entry)
    {
        Assert.Equal("audit", entry.Message.Destination);
        Assert.True(EventContent.TryParse(entry.Message.Content.Span, out var facts));
        return facts;
    }

    private static Task<S3Response> PutAsync(GatewayHost host, string configurations) => host.Client.SendAsync("PUT", "/bucket?notification", Body(configurations));

    private static byte[] Body(string configurations) =>
        Encoding.UTF8.GetBytes($"<NotificationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{configurations}</NotificationConfiguration>");

#pragma warning disable CA5351 // S3 asks for MD5.
    private static string Md5(string text) => Convert.ToBase64String(System.Security.Cryptography.MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
