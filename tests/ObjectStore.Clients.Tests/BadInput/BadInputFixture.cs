using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStore.Clients.Tests.BadInput;

/// <summary>A store that only gets bad requests. At the end it must hold nothing and still work.</summary>
public sealed class BadInputFixture : IAsyncLifetime
{
    /// <summary>The bucket that bad requests aim at.</summary>
    public const string Bucket = "bad-input";

    private readonly TemporaryDirectory _directory = new("bad-input");

    /// <summary>The store.</summary>
    public StandaloneProcess Standalone { get; private set; } = null!;

    private AmazonS3Client Client { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Standalone = await StandaloneProcess.StartAsync(
            new StandaloneSettings { DataDirectory = _directory.Combine("data") }, CancellationToken.None);
        Client = S3Clients.Create(Standalone);
        await Client.PutBucketAsync(Bucket);
    }

    /// <summary>Fails the test when the key is there.</summary>
    public async Task AssertAbsentAsync(string key)
    {
        var exception = await Assert.ThrowsAnyAsync<AmazonS3Exception>(
            () => Client.GetObjectAsync(Bucket, key, TestContext.Current.CancellationToken));
        Assert.Equal("NoSuchKey", exception.ErrorCode);
    }

    /// <summary>Deletes a key.</summary>
    public Task DeleteAsync(string key) => Client.DeleteObjectAsync(Bucket, key, TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            var listed = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket });
            Assert.Empty(listed.S3Objects ?? []);
            await Client.DeleteBucketAsync(Bucket);
        }
        finally
        {
            Client.Dispose();
            await Standalone.DisposeAsync();
            _directory.Dispose();
        }
    }

    internal Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Standalone.Endpoint);

    internal string Head(string method, string target, params (string Name, string Value)[] headers) =>
        SignedRequest.Head(Standalone, method, target, headers);
}
