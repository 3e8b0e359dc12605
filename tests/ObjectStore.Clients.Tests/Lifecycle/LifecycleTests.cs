using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStore.Clients.Tests.Lifecycle;

/// <summary>Start and stop of the process.</summary>
[Trait("Category", "Integration")]
public sealed class LifecycleTests : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);
    private readonly TemporaryDirectory _directory = new("lifecycle");
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Start_OnAnEmptyFolder_TellsWhatAUserNeeds()
    {
        await using var standalone = await StartAsync();

        // It is written once the endpoints are open, and comes through a pipe.
        foreach (var text in new[] { standalone.Endpoint.Authority, standalone.Settings.AccessKey })
            await Index.Wait.UntilAsync(text, StopTimeout, () => Task.FromResult(standalone.Output.Contains(text)), standalone);
        Assert.False(standalone.Output.Contains(standalone.Settings.SecretKey), "The secret key is in the output.");
    }

    [Fact]
    public async Task Start_OnADirectoryInUse_IsRefusedAndHarmless()
    {
        await using var first = await StartAsync();
        using var client = S3Clients.Create(first);
        await client.PutBucketAsync("before", Token);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);

        Assert.Contains(first.Settings.DataDirectory, exception.Message, StringComparison.Ordinal);
        Assert.Contains("use", exception.Message, StringComparison.OrdinalIgnoreCase);
        await client.PutBucketAsync("after", Token);
    }

    [Fact]
    public async Task Start_AfterAKill_TakesTheDirectoryOver()
    {
        await using var standalone = await StartAsync();
        await standalone.KillAsync();

        await standalone.RestartAsync(Token);

        Assert.True(standalone.IsRunning);
    }

    [Fact]
    public async Task Terminate_WhenIdle_EndsWithZero()
    {
        await using var standalone = await StartAsync();

        Assert.Equal(0, await standalone.StopAsync(StopTimeout));
    }

    [Fact]
    public async Task Terminate_DuringAnUpload_FinishesItFirst()
    {
        const int length = 1_000_000;
        await using var standalone = await StartAsync();
        using var client = S3Clients.Create(standalone);
        await client.PutBucketAsync("drain", Token);
        var content = new SeededContent(1, length).ToArray();
        using var connection = await RawConnection.OpenAsync(standalone.Endpoint);
        await connection.SendAsync(SignedRequest.Head(standalone, "PUT", "/drain/key", ("content-length", $"{length}"), ("expect", "100-continue")));

        // The answer in between says that the request is under way.
        Assert.Equal(100, (await connection.ReadResponseAsync()).Status);
        await connection.SendAsync(content.AsMemory(0, length / 2));
        standalone.SendTerminate();

        // Enough for the signal to come in as a rule, far less than a stop may take.
        await Task.Delay(TimeSpan.FromMilliseconds(500), Token);
        await connection.SendAsync(content.AsMemory(length / 2));
        var response = await connection.ReadResponseAsync();

        Assert.Equal(200, response.Status);
        Assert.Equal(0, await standalone.WaitForExitAsync(StopTimeout));
        await standalone.RestartAsync(Token);
        using var answer = await client.GetObjectAsync("drain", "key", Token);
        Assert.Equal(length, answer.ContentLength);
    }

    [Fact]
    public async Task AdminEndpoint_WithoutASignature_AnswersHealthAndMetricsOnly()
    {
        await using var standalone = await StartAsync();
        using var admin = new AdminClient(standalone);

        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(HttpMethod.Get, "/healthz", Token, isSigned: false)).Status);
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(HttpMethod.Get, "/readyz", Token, isSigned: false)).Status);
        var metrics = await admin.SendAsync(HttpMethod.Get, "/metrics", Token, isSigned: false);
        Assert.Contains("# TYPE objectstore_", metrics.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.SendAsync(HttpMethod.Post, "/admin/v1/jobs/scrub/run", Token, isSigned: false)).Status);
    }

    [Fact]
    public async Task IdentitiesFile_WithAUser_LetsItUseItsOwnBucketsOnly()
    {
        var file = _directory.Combine("identities.yaml");
        await File.WriteAllTextAsync(
            file,
            """
            - accessKey: other-access-key
              secretKey: other-secret-key
              userId: other-user
              displayName: Other
              email: other@example.com
              admin: false
            """,
            Token);
        await using var standalone = await StandaloneProcess.StartAsync(
            new StandaloneSettings { DataDirectory = _directory.Combine("data"), Arguments = ["--Identities:File", file] }, Token);
        using var root = S3Clients.Create(standalone);
        using var other = S3Clients.Create(standalone, "other-access-key", "other-secret-key");

        await root.PutBucketAsync("of-root", Token);
        await other.PutBucketAsync("of-other", Token);
        await other.PutObjectAsync(new PutObjectRequest { BucketName = "of-other", Key = "k", ContentBody = "x" }, Token);

        var refused = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => other.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "of-root" }, Token));
        Assert.Equal("AccessDenied", refused.ErrorCode);
        Assert.Equal(["of-other"], (await other.ListBucketsAsync(Token)).Buckets.Select(bucket => bucket.BucketName));
    }

    private Task<StandaloneProcess> StartAsync() =>
        StandaloneProcess.StartAsync(new StandaloneSettings { DataDirectory = _directory.Combine("data") }, Token);
}
