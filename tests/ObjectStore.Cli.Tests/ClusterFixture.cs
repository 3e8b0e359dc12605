using Amazon.S3;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Cli.Tests;

/// <summary>A running store with a zone more than its profile needs, whose fragments move at once.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _folder = new("cli-cluster");

    /// <summary>The store.</summary>
    public StandaloneProcess Store { get; private set; } = null!;

    /// <summary>A client of it.</summary>
    public AmazonS3Client S3 { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = new StandaloneSettings
        {
            DataDirectory = _folder.Combine("data"),
            Arguments =
            [
                "--Standalone:Zones", "4",
                "--Curator:Rebalance:Period", "00:00:01",
                "--Curator:Rebalance:SettleAfter", "00:00:01",
                "--Curator:Rebuild:Period", "00:00:01",
            ],
        };
        Store = await StandaloneProcess.StartAsync(settings, TestContext.Current.CancellationToken);
        S3 = StoreFixture.ClientOf(Store);
        await S3.PutBucketAsync("photos", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        S3?.Dispose();
        if (Store is not null) await Store.DisposeAsync();
        _folder.Dispose();
    }
}
