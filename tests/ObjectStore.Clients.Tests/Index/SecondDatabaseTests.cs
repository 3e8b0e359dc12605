using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStore.Clients.Tests.Index;

/// <summary>A database fails that does not hold the catalog: only the keys in it are refused.</summary>
[Trait("Category", "Integration")]
public sealed class SecondDatabaseTests(DedicatedPostgres server) : IClassFixture<DedicatedPostgres>
{
    private const string Bucket = "second";
    private const string Another = "another";
    private const int KeyCount = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_SecondDatabaseFails_OnlyItsKeysAreRefusedUntilItIsBack()
    {
        var folder = server.NewFolder();
        var databases = DatabaseSetting.Arguments(new DatabaseSetting("a") { Path = Path.Combine(folder, "a.db") }, server.Declare("b", folder));
        var settings = new StandaloneSettings { DataDirectory = Path.Combine(folder, "data"), Arguments = [.. databases, .. LivelyKeymap.Arguments, "--Curator:Keymap:MergeAfter", "01:00:00"] };
        await using var standalone = await StandaloneProcess.StartAsync(settings, Token);
        using var client = S3Clients.Create(standalone);
        using var patient = S3Clients.CreatePatient(standalone);
        await patient.PutBucketAsync(Bucket, Token);
        await SpreadAsync(standalone, patient);

        await server.CrashAsync();
        try
        {
            await AssertPartlyServedAsync(standalone, client);

            // The same for a process that starts meanwhile.
            await standalone.KillAsync();
            await standalone.RestartAsync(Token);
            await AssertPartlyServedAsync(standalone, client);
            await Wait.UntilAsync("the log's word on it", Patience, () => Task.FromResult(standalone.Output.Contains("database b cannot be opened")), standalone);
        }
        finally
        {
            await server.StartAsync();
        }

        await Wait.UntilAsync("all keys", Patience, async () => (await ReadAllAsync(client)).Values.All(static code => code == "OK"), standalone);
        await WriteAllAsync(patient, "after");
        Assert.Equal(KeyCount, (await new Durability.StoreVerifier(patient, Bucket).ListAsync(Token)).Count);
    }

    /// <summary>Some keys are served, the others are refused in the way that makes clients come again; what needs the catalog alone works.</summary>
    private static async Task AssertPartlyServedAsync(StandaloneProcess standalone, AmazonS3Client client)
    {
        var codes = await ReadAllAsync(client);
        Assert.Equal(["OK", "ServiceUnavailable"], codes.Values.Distinct().Order(StringComparer.Ordinal));
        var served = codes.First(static pair => pair.Value == "OK").Key;
        await PutAsync(client, served, "written meanwhile");

        // A bucket's deletion would look for objects in the partitions of its range, whichever database has them.
        await client.PutBucketAsync(Another, Token);
        Assert.Equal([Another, Bucket], (await client.ListBucketsAsync(Token)).Buckets.Select(static bucket => bucket.BucketName));
        var listing = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => new Durability.StoreVerifier(client, Bucket).ListAsync(Token));
        Assert.Equal("ServiceUnavailable", listing.ErrorCode);
        Assert.Equal(HttpStatusCode.OK, await standalone.GetHealthAsync("/readyz", Token));
    }

    /// <summary>Writes until each database has a part of the keys.</summary>
    private static async Task SpreadAsync(StandaloneProcess standalone, AmazonS3Client client)
    {
        await Wait.UntilAsync(
            "partitions in both databases",
            Patience,
            async () =>
            {
                await WriteAllAsync(client, "before");
                return await LivelyKeymap.PartitionsOfAsync(standalone, "a") > 1 && await LivelyKeymap.PartitionsOfAsync(standalone, "b") > 1;
            },
            standalone);
    }

    private static Task WriteAllAsync(AmazonS3Client client, string content) => ForAllAsync((key, _) => new ValueTask(PutAsync(client, key, content)));

    private static async Task<IReadOnlyDictionary<string, string>> ReadAllAsync(AmazonS3Client client)
    {
        var codes = new ConcurrentDictionary<string, string>();
        await ForAllAsync(async (key, token) =>
        {
            try
            {
                using var answer = await client.GetObjectAsync(Bucket, key, token);
                codes[key] = answer.HttpStatusCode.ToString();
            }
            catch (AmazonS3Exception exception)
            {
                codes[key] = exception.ErrorCode;
            }
        });
        return codes;
    }

    private static Task ForAllAsync(Func<string, CancellationToken, ValueTask> work) => Parallel.ForEachAsync(
        Enumerable.Range(0, KeyCount).Select(static number => $"{number:x2}"), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, work);

    private static Task PutAsync(AmazonS3Client client, string key, string content) =>
        client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = content }, Token);
}
