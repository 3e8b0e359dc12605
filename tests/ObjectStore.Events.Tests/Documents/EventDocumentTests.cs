using System.Text;
using System.Text.Json;
using ObjectStore.Events.Documents;

namespace ObjectStore.Events.Tests.Documents;

public sealed class EventDocumentTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private static readonly EventFacts Facts = new()
    {
        Event = "ObjectCreated:Put",
        Configuration = "conf \"1\"",
        Bucket = "bucket",
        Owner = "owner",
        Region = "us-east-1",
        Principal = "alice",
        Source = "127.0.0.1",
        Request = "R1",
        Host = "h+/=",
        Size = 9,
        ETag = "d41d8cd98f00b204e9800998ecf8427e",
        Version = "v1",
    };

    [Fact]
    public void Render_Facts_IsARecordAsAwsWritesIt()
    {
        const string expected = """
            {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-01-02T03:04:05.678Z","eventName":"ObjectCreated:Put",
            "userIdentity":{"principalId":"alice"},"requestParameters":{"sourceIPAddress":"127.0.0.1"},"responseElements":{"x-amz-request-id":"R1","x-amz-id-2":"h+/="},
            "s3":{"s3SchemaVersion":"1.0","configurationId":"conf \"1\"","bucket":{"name":"bucket","ownerIdentity":{"principalId":"owner"},"arn":"arn:aws:s3:::bucket"},
            "object":{"key":"a+b/%C3%BC%2B~.txt","size":9,"eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"v1","sequencer":"000000000000ABCD"}}}]}
            """;

        var document = EventDocument.Render(Facts, "a b/ü+~.txt"u8, 0xABCD, At);

        Assert.Equal(expected.ReplaceLineEndings("").Replace("~", "%7E", StringComparison.Ordinal), Encoding.UTF8.GetString(document));
    }

    [Fact]
    public void Render_Removal_HasNeitherSizeNorTag()
    {
        var document = EventDocument.Render(Facts with { Size = null, ETag = null, Version = null, Request = null, Host = null }, "k"u8, 1, At);

        using var json = JsonDocument.Parse(document);
        var record = json.RootElement.GetProperty("Records")[0];
        Assert.Equal(["key", "sequencer"], record.GetProperty("s3").GetProperty("object").EnumerateObject().Select(static property => property.Name));
        Assert.Empty(record.GetProperty("responseElements").EnumerateObject());
    }

    [Theory]
    [InlineData("ObjectRemoved:Delete", "2.1")]
    [InlineData("ObjectRestore:Post", "2.1")]
    [InlineData("ObjectRestore:Completed", "2.1")]
    [InlineData("ObjectRestore:Delete", "2.3")]
    [InlineData("ObjectTagging:Put", "2.3")]
    [InlineData("ObjectAcl:Put", "2.3")]
    [InlineData("LifecycleExpiration:Delete", "2.3")]
    [InlineData("LifecycleTransition", "2.3")]
    public void Render_Event_HasTheVersionThatAwsGivesIt(string name, string version)
    {
        var record = RecordOf(Facts with { Event = name });

        Assert.Equal(version, record.GetProperty("eventVersion").GetString());
    }

    [Theory]
    [InlineData("ObjectTagging:Delete")]
    [InlineData("ObjectAcl:Put")]
    public void Render_TagsOrAList_HasNoSize(string name) => Assert.Equal(["key", "eTag", "versionId", "sequencer"], PropertiesOf(Facts with { Event = name }));

    [Fact]
    public void Render_NullVersion_IsNotNamed() => Assert.Equal(["key", "size", "eTag", "sequencer"], PropertiesOf(Facts with { Version = "null" }));

    [Fact]
    public void Render_DeleteMarker_HasTheTagOfNothing()
    {
        var record = RecordOf(Facts with { Event = "ObjectRemoved:DeleteMarkerCreated", Size = null, ETag = null });

        Assert.Equal("d41d8cd98f00b204e9800998ecf8427e", record.GetProperty("s3").GetProperty("object").GetProperty("eTag").GetString());
    }

    [Fact]
    public void Render_RestoredObjectAndTransition_SayOfWhichClass()
    {
        var restored = EventDocument.Render(Facts with { Event = "ObjectRestore:Completed", StorageClass = "GLACIER", RestoredUntil = At }, "k"u8, 1, At);
        var moved = EventDocument.Render(Facts with { Event = "LifecycleTransition", StorageClass = "GLACIER" }, "k"u8, 1, At);

        Assert.EndsWith(
            "},\"glacierEventData\":{\"restoreEventData\":{\"lifecycleRestorationExpiryTime\":\"2026-01-02T03:04:05.678Z\",\"lifecycleRestoreStorageClass\":\"GLACIER\"}}}]}",
            Encoding.UTF8.GetString(restored),
            StringComparison.Ordinal);
        Assert.EndsWith("},\"lifecycleEventData\":{\"transitionEventData\":{\"destinationStorageClass\":\"GLACIER\"}}}]}", Encoding.UTF8.GetString(moved), StringComparison.Ordinal);
    }

    [Fact]
    public void RenderTest_Bucket_IsATestEvent()
    {
        using var json = JsonDocument.Parse(EventDocument.RenderTest("bucket", "R", "H", At));

        Assert.Equal(
            ["Service=Amazon S3", "Event=s3:TestEvent", "Time=2026-01-02T03:04:05.678Z", "Bucket=bucket", "RequestId=R", "HostId=H"],
            json.RootElement.EnumerateObject().Select(static property => $"{property.Name}={property.Value}"));
    }

    [Fact]
    public void Content_Facts_AreReadBackAndOldOnesStayReadable()
    {
        const string golden = """{"v":1,"event":"ObjectRemoved:Delete","configuration":"c","bucket":"b","owner":"o","region":"r","principal":"p","source":"s"}""";

        Assert.True(EventContent.TryParse(EventContent.Format(Facts), out var read));
        Assert.Equal(Facts, read);
        Assert.True(EventContent.TryParse(Encoding.UTF8.GetBytes(golden), out var old));
        Assert.Equal(golden, Encoding.UTF8.GetString(EventContent.Format(old)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"v\":2,\"event\":\"e\",\"configuration\":\"c\",\"bucket\":\"b\",\"owner\":\"o\",\"region\":\"r\",\"principal\":\"p\",\"source\":\"s\"}")]
    public void Content_OfAnotherRelease_IsRefused(string content) => Assert.False(EventContent.TryParse(Encoding.UTF8.GetBytes(content), out _));

    private static IEnumerable<string> PropertiesOf(EventFacts facts) => RecordOf(facts).GetProperty("s3").GetProperty("object").EnumerateObject().Select(static property => property.Name);

    private static JsonElement RecordOf(EventFacts facts)
    {
        using var json = JsonDocument.Parse(EventDocument.Render(facts, "k"u8, 1, At));
        return json.RootElement.GetProperty("Records")[0].Clone();
    }
}
