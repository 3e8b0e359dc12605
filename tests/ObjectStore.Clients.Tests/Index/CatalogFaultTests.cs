using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStore.Clients.Tests.Index;

/// <summary>The catalog's database fails: clients are told to come again, and nothing has to be restarted.</summary>
[Trait("Category", "Integration")]
public sealed class CatalogFaultTests(DedicatedPostgres server) : IClassFixture<DedicatedPostgres>
{
    private const string Bucket = "faults";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_CatalogDown_AnswersAndComesUpWithoutARestart()
    {
        var settings = NewSettings();
        await server.CrashAsync();
        await using var standalone = StandaloneProcess.Prepare(settings);
        try
        {
            standalone.Launch();
            await Wait.UntilAsync("alive", Patience, async () => await standalone.GetHealthAsync("/healthz", Token) == HttpStatusCode.OK, standalone);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, await standalone.GetHealthAsync("/readyz", Token));
            await AssertUnavailableAsync(standalone, "GET", "/");
            await AssertUnavailableAsync(standalone, "PUT", $"/{Bucket}/key", ("content-length", "0"));
        }
        finally
        {
            await server.StartAsync();
        }

        await standalone.WaitReadyAsync(Token);
        using var client = S3Clients.CreatePatient(standalone);
        await client.PutBucketAsync(Bucket, Token);
        await PutAsync(client, "key", "content");
        Assert.Equal("content", await GetAsync(client, "key"));
    }

    [Fact]
    public async Task Terminate_WhileTheCatalogIsDown_EndsWithZero()
    {
        var settings = NewSettings();
        await server.CrashAsync();
        await using var standalone = StandaloneProcess.Prepare(settings);
        try
        {
            standalone.Launch();
            await Wait.UntilAsync("alive", Patience, async () => await standalone.GetHealthAsync("/healthz", Token) == HttpStatusCode.OK, standalone);

            Assert.Equal(0, await standalone.StopAsync(Patience));
            Assert.False(standalone.Output.Contains("unhandled"), standalone.Output.ToString());
        }
        finally
        {
            await server.StartAsync();
        }
    }

    [Fact]
    public async Task Run_CatalogFails_RequestsAreRefusedUntilItIsBack()
    {
        await using var standalone = await StandaloneProcess.StartAsync(NewSettings(), Token);
        using var client = S3Clients.CreatePatient(standalone);
        await client.PutBucketAsync(Bucket, Token);
        await PutAsync(client, "before", "content of before");
        await server.CrashAsync();
        try
        {
            await Task.WhenAll(
                AssertUnavailableAsync(standalone, "GET", $"/{Bucket}/before"),
                AssertUnavailableAsync(standalone, "PUT", $"/{Bucket}/during", ("content-length", "0")),
                AssertUnavailableAsync(standalone, "GET", $"/{Bucket}?list-type=2"),
                AssertUnavailableAsync(standalone, "GET", "/"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await standalone.GetHealthAsync("/readyz", Token));
            Assert.Equal(HttpStatusCode.OK, await standalone.GetHealthAsync("/healthz", Token));
        }
        finally
        {
            await server.StartAsync();
        }

        await Wait.UntilAsync("ready again", Patience, async () => await standalone.GetHealthAsync("/readyz", Token) == HttpStatusCode.OK, standalone);
        await PutAsync(client, "after", "content of after");
        Assert.Equal("content of before", await GetAsync(client, "before"));
        Assert.Equal("content of after", await GetAsync(client, "after"));
        Assert.Equal(["after", "before"], await ListAsync(client));
    }

    [Fact]
    public async Task Run_DatabaseFull_WritesAreRefusedAndReadsGoOn()
    {
        var folder = server.NewFolder();
        await using var standalone = await StandaloneProcess.StartAsync(NewSettings(folder), Token);
        using var client = S3Clients.CreatePatient(standalone);
        await client.PutBucketAsync(Bucket, Token);
        await PutAsync(client, "before", "content of before");
        var schema = DedicatedPostgres.SchemaOf(folder, "a");
        // As the server reports it when it cannot extend a file of the table.
        await server.ExecuteAsync($"""
            CREATE FUNCTION {schema}.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON {schema}.rows FOR EACH ROW EXECUTE FUNCTION {schema}.full()
            """);

        await AssertUnavailableAsync(standalone, "PUT", $"/{Bucket}/during", ("content-length", "0"));
        Assert.Equal("content of before", await GetAsync(client, "before"));
        Assert.Equal(["before"], await ListAsync(client));

        await server.ExecuteAsync($"DROP TRIGGER full_disk ON {schema}.rows");
        await PutAsync(client, "after", "content of after");
        Assert.Equal("content of after", await GetAsync(client, "after"));
    }

    [Fact]
    public async Task Run_SqliteFileFull_WritesAreRefusedAndReadsGoOn()
    {
        var folder = server.NewFolder();
        var database = new DatabaseSetting("a") { Path = Path.Combine(folder, "a.db"), More = [("BytesMax", "262144")] };
        var settings = new StandaloneSettings { DataDirectory = Path.Combine(folder, "data"), Arguments = [.. DatabaseSetting.Arguments(database)] };
        await using var standalone = await StandaloneProcess.StartAsync(settings, Token);
        using var client = S3Clients.Create(standalone);
        await client.PutBucketAsync(Bucket, Token);
        var written = 0;

        var failure = await Assert.ThrowsAnyAsync<AmazonS3Exception>(async () =>
        {
            for (; written < 10_000; written++)
                await PutAsync(client, $"{written:D5}-{new string('k', 990)}", $"content of {written}");
        });

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"), (failure.StatusCode, failure.ErrorCode));
        Assert.InRange(written, 10, 9_999);
        Assert.Equal(written, (await ListAsync(client)).Count);
        Assert.Equal("content of 7", await GetAsync(client, $"00007-{new string('k', 990)}"));
        Assert.Equal(HttpStatusCode.OK, await standalone.GetHealthAsync("/readyz", Token));

        Assert.Equal(0, await standalone.StopAsync(Patience));
        await standalone.RestartAsync(Token, settings with { Arguments = [.. DatabaseSetting.Arguments(database with { More = [] })] });
        await PutAsync(client, "after", "content of after");
        Assert.Equal(written + 1, (await ListAsync(client)).Count);
    }

    /// <summary>503 with everything that a client needs to come again and to tell of it.</summary>
    private static async Task AssertUnavailableAsync(StandaloneProcess standalone, string method, string target, params (string Name, string Value)[] headers)
    {
        using var connection = await RawConnection.OpenAsync(standalone.Endpoint);
        await connection.SendAsync(SignedRequest.Head(standalone, method, target, headers));

        var response = await connection.ReadResponseAsync();

        Assert.Equal((503, "ServiceUnavailable"), (response.Status, response.Code));
        Assert.True(int.Parse(response.Headers["retry-after"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Contains($"<RequestId>{response.Headers["x-amz-request-id"]}</RequestId>", response.Body, StringComparison.Ordinal);
    }

    private static Task PutAsync(AmazonS3Client client, string key, string content) =>
        client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = content }, Token);

    private static async Task<string> GetAsync(AmazonS3Client client, string key)
    {
        using var answer = await client.GetObjectAsync(Bucket, key, Token);
        using var reader = new StreamReader(answer.ResponseStream);
        return await reader.ReadToEndAsync(Token);
    }

    private static async Task<List<string>> ListAsync(AmazonS3Client client) => await new Durability.StoreVerifier(client, Bucket).ListAsync(Token);

    private StandaloneSettings NewSettings(string? folder = null)
    {
        folder ??= server.NewFolder();
        return new StandaloneSettings { DataDirectory = Path.Combine(folder, "data"), Arguments = [.. DatabaseSetting.Arguments(server.Declare("a", folder))] };
    }
}
