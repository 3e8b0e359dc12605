using Amazon.Runtime;
using Amazon.S3;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Cli.Tests;

/// <summary>A running store with some buckets, which the tests of a class share; each uses a bucket of its own where it changes something.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    /// <summary>Access key of an identity that is no admin.</summary>
    public const string UserAccessKey = "user-access-key";

    /// <summary>Its secret key.</summary>
    public const string UserSecretKey = "user-secret-key";

    private readonly TemporaryDirectory _folder = new("cli");

    /// <summary>The store.</summary>
    public StandaloneProcess Store { get; private set; } = null!;

    /// <summary>A client of it.</summary>
    public AmazonS3Client S3 { get; private set; } = null!;

    /// <summary>A client of a store.</summary>
    public static AmazonS3Client ClientOf(StandaloneProcess store) => new(
        new BasicAWSCredentials(store.Settings.AccessKey, store.Settings.SecretKey),
        new AmazonS3Config { ServiceURL = store.Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    public async ValueTask InitializeAsync()
    {
        var identities = _folder.Combine("identities.yaml");
        await File.WriteAllTextAsync(identities, $"[{{accessKey: {UserAccessKey}, secretKey: {UserSecretKey}, userId: user}}]", TestContext.Current.CancellationToken);
        var settings = new StandaloneSettings { DataDirectory = _folder.Combine("data"), Arguments = ["--Identities:File", identities] };
        Store = await StandaloneProcess.StartAsync(settings, TestContext.Current.CancellationToken);
        S3 = ClientOf(Store);
        await S3.PutBucketAsync("photos", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        S3?.Dispose();
        if (Store is not null) await Store.DisposeAsync();
        _folder.Dispose();
    }
}
