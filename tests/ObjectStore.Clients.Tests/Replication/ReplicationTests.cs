using Amazon.S3;
using Amazon.S3.Model;
using ObjectStore.Clients.Tests.Clients;
using static ObjectStore.Clients.Tests.Replication.ReplicationSteps;

namespace ObjectStore.Clients.Tests.Replication;

/// <summary>Two processes that replicate to each other, and to themselves, with the AWS SDK as the client of both.</summary>
[Trait("Category", "Integration")]
public sealed class ReplicationTests(ReplicationPair pair) : IClassFixture<ReplicationPair>
{
    private static readonly HttpClient Http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Goal: whatever is written at either side, both come to have the same versions, told apart only by who made them, and nothing goes round.</summary>
    [Fact]
    public async Task BothWays_WritesAtBothSides_BecomeTheSame()
    {
        using var leftClient = S3Clients.Create(pair.Left);
        using var rightClient = S3Clients.Create(pair.Right);
        await MakeBucketAsync(leftClient, "left", Rule("other/right"));
        await MakeBucketAsync(rightClient, "right", Rule("other/left"));

        await leftClient.PutObjectAsync(Request("left", "dir/a ü", "from left"), Token);
        await rightClient.PutObjectAsync(Request("right", "dir/a ü", "from right"), Token);
        await leftClient.PutObjectAsync(Request("left", "gone", "x"), Token);
        await leftClient.DeleteObjectAsync("left", "gone", Token);
        await rightClient.PutObjectAsync(Request("right", "empty", ""), Token);
        await PutPartsAsync(leftClient, "left", "parts");
        await EventuallySameAsync(leftClient, "left", rightClient, "right");

        var source = await leftClient.GetObjectMetadataAsync("left", "parts", Token);
        var replica = await rightClient.GetObjectMetadataAsync("right", "parts", Token);
        Assert.Equal((source.ETag, source.VersionId, source.ContentLength, source.LastModified), (replica.ETag, replica.VersionId, replica.ContentLength, replica.LastModified));
        Assert.Equal(PartsContent, await ReadAsync(rightClient, "right", "parts"));
        foreach (var (client, bucket) in new[] { (leftClient, "left"), (rightClient, "right") })
        {
            var read = await client.GetObjectMetadataAsync(bucket, "dir/a ü", Token);
            Assert.Equal(("text/plain", "gzip", "value"), (read.Headers.ContentType, read.Headers.ContentEncoding, read.Metadata["x-amz-meta-name"]));
            Assert.Equal("project", Assert.Single((await client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket, Key = "dir/a ü" }, Token)).Tagging).Key);
        }

        await StatusesAsync(leftClient, "left", "parts", "COMPLETED");
        await StatusesAsync(rightClient, "right", "parts", "REPLICA");
        await ChangeTagsAsync(leftClient, rightClient);
        await ReadWithBoto3Async();
    }

    /// <summary>Goal: nothing is lost while the target is gone and the source is killed in the middle.</summary>
    [Fact]
    [Trait("Category", "Soak")]
    public async Task Target_GoneAndSourceKilled_GetsEverythingLater()
    {
        await using var own = new ReplicationPair();
        await own.InitializeAsync();
        var (left, right) = (own.Left, own.Right);
        using var leftClient = S3Clients.Create(left);
        using var rightClient = S3Clients.Create(right);
        await MakeBucketAsync(leftClient, "left", Rule("other/right"));
        await MakeBucketAsync(rightClient, "right", null);
        await right.KillAsync();

        for (var i = 0; i < 30; i++) await leftClient.PutObjectAsync(Request("left", $"k{i % 7}", $"{i}"), Token);
        await EventuallyAsync(async () => ProcessTesting.Metrics.Sum(await Http.GetStringAsync(new Uri(left.AdminEndpoint, "/metrics"), Token), "objectstore_curator_replication_failures_total") > 0, "a failed attempt");
        await left.KillAsync();
        await left.RestartAsync(Token);
        for (var i = 30; i < 40; i++) await leftClient.PutObjectAsync(Request("left", $"k{i % 7}", $"{i}"), Token);
        await right.RestartAsync(Token);
        await right.KillAsync();
        await right.RestartAsync(Token);

        await EventuallySameAsync(leftClient, "left", rightClient, "right");
        await StatusesAsync(leftClient, "left", "k0", "COMPLETED");
    }

    [Fact]
    public async Task Existing_VersionsFromBeforeTheRule_AreReplicatedToTheSameStore()
    {
        using var client = S3Clients.Create(pair.Left);
        await client.PutBucketAsync("source", Token);
        await client.PutObjectAsync(Request("source", "unversioned", "0"), Token);
        await SetVersioningAsync(client, "source");
        await client.PutObjectAsync(Request("source", "k", "1"), Token);
        await client.PutObjectAsync(Request("source", "k", "2"), Token);
        await client.PutObjectAsync(Request("source", "gone", "3"), Token);
        await client.DeleteObjectAsync("source", "gone", Token);
        await MakeBucketAsync(client, "copy", null);

        await client.PutBucketReplicationAsync(Rules("source", Rule("self/copy")), Token);

        await EventuallyAsync(async () => (await ListAsync(client, "copy")).Count == 5, "five versions");
        Assert.Equal((await ListAsync(client, "source")).Where(static each => !each.Contains(" null ", StringComparison.Ordinal)), (await ListAsync(client, "copy")).Where(static each => !each.StartsWith("unversioned", StringComparison.Ordinal)));
        Assert.Equal("0"u8.ToArray(), await ReadAsync(client, "copy", "unversioned"));
        await StatusesAsync(client, "source", "unversioned", "COMPLETED");
    }

    [Fact]
    public async Task Target_ThatGivesIdsOfItsOwn_GetsVersionsInTheirOrder()
    {
        using var leftClient = S3Clients.Create(pair.Left);
        using var rightClient = S3Clients.Create(pair.Right);
        await MakeBucketAsync(leftClient, "versions", Rule("foreign/plain"));
        await MakeBucketAsync(rightClient, "plain", null);

        foreach (var text in new[] { "1", "2", "3" }) await leftClient.PutObjectAsync(Request("versions", "k", text), Token);
        await leftClient.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = "versions", Key = "k", Tagging = new Tagging { TagSet = [new Tag { Key = "new", Value = "tag" }] } }, Token);
        await leftClient.PutObjectAsync(Request("versions", "gone", "4"), Token);
        await leftClient.DeleteObjectAsync("versions", "gone", Token);

        await EventuallyAsync(async () => (await ListAsync(rightClient, "plain")).Count == 5, "five versions");
        static IEnumerable<string> Shapes(IReadOnlyList<string> items) => items.Select(static item => string.Join(' ', item.Split(' ').Where(static (_, i) => i != 1)));
        Assert.Equal(Shapes(await ListAsync(leftClient, "versions")), Shapes(await ListAsync(rightClient, "plain")));
        await EventuallyAsync(
            async () => (await rightClient.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = "plain", Key = "k" }, Token)).Tagging is [{ Key: "new" }], "the new tag");
    }

    /// <summary>Another client sees the same, where it is installed.</summary>
    private async Task ReadWithBoto3Async()
    {
        if (ClientPrograms.Boto3Interpreters is not [var interpreter, ..]) return;
        var environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = pair.Left.Settings.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = pair.Left.Settings.SecretKey,
            ["AWS_DEFAULT_REGION"] = "us-east-1",
        };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Boto3", "replicas.py"), pair.Left.Endpoint.GetLeftPart(UriPartial.Authority), "left", pair.Right.Endpoint.GetLeftPart(UriPartial.Authority), "right",
        ];

        var result = await CommandRunner.RunAsync(interpreter, arguments, environment);

        Assert.True(result.ExitCode == 0, $"{result.Output}\n{result.Error}");
    }

    private static async Task ChangeTagsAsync(AmazonS3Client leftClient, AmazonS3Client rightClient)
    {
        var version = (await leftClient.GetObjectMetadataAsync("left", "parts", Token)).VersionId;
        await leftClient.PutObjectTaggingAsync(
            new PutObjectTaggingRequest { BucketName = "left", Key = "parts", VersionId = version, Tagging = new Tagging { TagSet = [new Tag { Key = "later", Value = "on" }] } }, Token);

        var request = new GetObjectTaggingRequest { BucketName = "right", Key = "parts", VersionId = version };
        await EventuallyAsync(async () => (await rightClient.GetObjectTaggingAsync(request, Token)).Tagging is [{ Key: "later" }], "the new tag");
        await StatusesAsync(leftClient, "left", "parts", "COMPLETED");
        await StatusesAsync(rightClient, "right", "parts", "REPLICA");
    }
}
