using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStore.Clients.Tests.Replication;

/// <summary>What tests of replication do with clients, and wait for.</summary>
internal static class ReplicationSteps
{
    private const int PartBytes = 5 << 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>What <see cref="PutPartsAsync"/> uploads.</summary>
    public static byte[] PartsContent { get; } = Seeded(PartBytes + 1000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task MakeBucketAsync(AmazonS3Client client, string bucket, ReplicationRule? rule)
    {
        await client.PutBucketAsync(bucket, Token);
        await SetVersioningAsync(client, bucket);
        if (rule is null) return;

        // Until its curator has told the names of targets, which are in its settings.
        await EventuallyAsync(
            async () =>
            {
                try
                {
                    await client.PutBucketReplicationAsync(Rules(bucket, rule), Token);
                    return true;
                }
                catch (AmazonS3Exception exception) when (exception.ErrorCode == "InvalidRequest")
                {
                    return false;
                }
            },
            "the rule is taken");
    }

    public static Task SetVersioningAsync(AmazonS3Client client, string bucket) => client.PutBucketVersioningAsync(
        new PutBucketVersioningRequest { BucketName = bucket, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } }, Token);

    public static PutBucketReplicationRequest Rules(string bucket, ReplicationRule rule) =>
        new() { BucketName = bucket, Configuration = new ReplicationConfiguration { Role = "arn:aws:iam::1:role/any", Rules = [rule] } };

    public static ReplicationRule Rule(string destination) => new()
    {
        Id = "all",
        Priority = 1,
        Status = ReplicationRuleStatus.Enabled,
        Filter = new ReplicationRuleFilter { Prefix = "" },
        DeleteMarkerReplication = new DeleteMarkerReplication { Status = DeleteMarkerReplicationStatus.Enabled },
        ExistingObjectReplication = new ExistingObjectReplication { Status = ExistingObjectReplicationStatus.Enabled },
        Destination = new ReplicationDestination { BucketArn = $"arn:objectstore:s3:::{destination}" },
    };

    public static PutObjectRequest Request(string bucket, string key, string content)
    {
        var request = new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = content, ContentType = "text/plain", TagSet = [new Tag { Key = "project", Value = "a b+c=d" }] };
        request.Headers.ContentEncoding = "gzip";
        request.Metadata["name"] = "value";
        return request;
    }

    public static async Task PutPartsAsync(AmazonS3Client client, string bucket, string key)
    {
        var upload = (await client.InitiateMultipartUploadAsync(bucket, key, Token)).UploadId;
        var parts = new List<PartETag>();
        foreach (var (number, from, length) in new[] { (1, 0, PartBytes), (2, PartBytes, 1000) })
        {
            using var stream = new MemoryStream(PartsContent, from, length);
            var part = await client.UploadPartAsync(new UploadPartRequest { BucketName = bucket, Key = key, UploadId = upload, PartNumber = number, InputStream = stream, PartSize = length }, Token);
            parts.Add(new PartETag(part));
        }

        await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload, PartETags = parts }, Token);
    }

    private static byte[] Seeded(int length)
    {
        var content = new byte[length];
        new Random(31).NextBytes(content);
        return content;
    }

    public static async Task<byte[]> ReadAsync(AmazonS3Client client, string bucket, string key)
    {
        using var response = await client.GetObjectAsync(bucket, key, Token);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, Token);
        return content.ToArray();
    }

    public static Task StatusesAsync(AmazonS3Client client, string bucket, string key, string status) =>
        EventuallyAsync(async () => (await client.GetObjectMetadataAsync(bucket, key, Token)).ReplicationStatus?.Value == status, $"status {status}");

    public static Task EventuallySameAsync(AmazonS3Client left, string leftBucket, AmazonS3Client right, string rightBucket) => EventuallyAsync(
        async () => (await ListAsync(left, leftBucket)).SequenceEqual(await ListAsync(right, rightBucket)), $"{leftBucket} and {rightBucket} are the same");

    public static async Task<IReadOnlyList<string>> ListAsync(AmazonS3Client client, string bucket)
    {
        var listing = await client.ListVersionsAsync(bucket, Token);
        return [.. (listing.Versions ?? []).Select(static version => string.Create(CultureInfo.InvariantCulture, $"{version.Key} {version.VersionId} {version.IsLatest} {version.IsDeleteMarker} {version.ETag} {version.Size}"))];
    }

    public static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Deadline, $"not within {Deadline}: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), Token);
        }
    }
}
