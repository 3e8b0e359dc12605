using ObjectStore.ProcessTesting;

namespace ObjectStore.Cli.Tests;

/// <summary>What the command line shows of a store whose target does not answer.</summary>
public sealed class ReplicationCommandTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _folder = new("cli-replication");
    private StandaloneProcess _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var credentials = _folder.Combine("credentials");
        await File.WriteAllTextAsync(credentials, "aws_access_key_id = a\naws_secret_access_key = b\n", Cancel);
        string[] arguments = ["--Replication:Targets:far:Url", "http://127.0.0.1:1", "--Replication:Targets:far:CredentialsFile", credentials];
        _store = await StandaloneProcess.StartAsync(new StandaloneSettings { DataDirectory = _folder.Combine("data"), Arguments = arguments }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Replication_ToATargetThatDoesNotAnswer_SaysWhatWaitsAndWhy()
    {
        using var s3 = StoreFixture.ClientOf(_store);
        await s3.PutBucketAsync("photos", Cancel);
        await s3.PutBucketVersioningAsync(
            new Amazon.S3.Model.PutBucketVersioningRequest { BucketName = "photos", VersioningConfig = new Amazon.S3.Model.S3BucketVersioningConfig { Status = Amazon.S3.VersionStatus.Enabled } }, Cancel);
        await UntilAsync(async () => (await CliRun.RunAsync(_store, "replication", "--output", "json")).Json.GetProperty("targets").GetArrayLength() == 1);
        await s3.PutBucketReplicationAsync(
            new Amazon.S3.Model.PutBucketReplicationRequest
            {
                BucketName = "photos",
                Configuration = new Amazon.S3.Model.ReplicationConfiguration
                {
                    Role = "arn:aws:iam::1:role/any",
                    Rules =
                    [
                        new Amazon.S3.Model.ReplicationRule
                        {
                            Priority = 1,
                            Status = Amazon.S3.ReplicationRuleStatus.Enabled,
                            Filter = new Amazon.S3.Model.ReplicationRuleFilter { Prefix = "" },
                            DeleteMarkerReplication = new Amazon.S3.Model.DeleteMarkerReplication { Status = Amazon.S3.DeleteMarkerReplicationStatus.Disabled },
                            Destination = new Amazon.S3.Model.ReplicationDestination { BucketArn = "arn:aws:s3:::far/copy" },
                        },
                    ],
                },
            },
            Cancel);
        await s3.PutObjectAsync(new Amazon.S3.Model.PutObjectRequest { BucketName = "photos", Key = "k", ContentBody = "hello" }, Cancel);

        await UntilAsync(async () => (await CliRun.RunAsync(_store, "replication", "--output", "json")).Json.GetProperty("destinations") is var known
            && known.GetArrayLength() == 1 && known[0].GetProperty("failures").GetInt64() > 0);
        var shown = await CliRun.RunAsync(_store, "replication");
        Assert.Contains("far/copy", shown.Output, StringComparison.Ordinal);
        Assert.Contains("ConnectionError", shown.Output, StringComparison.Ordinal);
        Assert.Contains("photos", shown.Output, StringComparison.Ordinal);

        var asked = await CliRun.RunAsync(_store, "replication", "retry", "photos");
        Assert.Equal("A walk over photos queues its failed versions.", asked.Output.TrimEnd());
        Assert.Equal("photos", (await CliRun.RunAsync(_store, "replication", "retry", "photos", "--output", "json")).Json.GetProperty("bucket").GetString());
    }

    [Fact]
    public async Task Retry_WhereNothingIsReplicated_IsRefused()
    {
        using var s3 = StoreFixture.ClientOf(_store);
        await s3.PutBucketAsync("plain", Cancel);

        var plain = await CliRun.RunAsync(_store, "replication", "retry", "plain");
        Assert.Equal(ExitCode.Failed, plain.ExitCode);
        Assert.Contains("(NoReplication)", plain.Error, StringComparison.Ordinal);
        var missing = await CliRun.RunAsync(_store, "replication", "retry", "no bucket");
        Assert.Contains("(NoSuchBucket)", missing.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await CliRun.RunAsync(_store, "replication", "retry")).ExitCode);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "It did not happen in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
        }
    }
}
