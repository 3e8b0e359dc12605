using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Cli.Tests;

/// <summary>From the settings to a webhook and to the command line: a store, a client of AWS, and a server that takes events.</summary>
public sealed class EventsCommandTests : IAsyncLifetime
{
    private const string Arn = "arn:objectstore:sqs:us-east-1:1:audit";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _folder = new("cli-events");
    private readonly ConcurrentQueue<JsonElement> _received = new();
    private WebApplication _webhook = null!;
    private StandaloneProcess _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _webhook = builder.Build();
        _webhook.Run(async http => _received.Enqueue(await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, cancellationToken: http.RequestAborted)));
        await _webhook.StartAsync(Cancel);
        var url = _webhook.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _store = await StandaloneProcess.StartAsync(new StandaloneSettings { DataDirectory = _folder.Combine("data"), Arguments = ["--Events:Destinations:audit:Url", url] }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        await _webhook.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Events_OfARunningStore_ArriveAndAreShown()
    {
        using var s3 = StoreFixture.ClientOf(_store);
        await s3.PutBucketAsync("photos", Cancel);
        var configuration = new PutBucketNotificationRequest
        {
            BucketName = "photos",
            QueueConfigurations = [new QueueConfiguration { Id = "all", Queue = Arn, Events = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"] }],
        };

        // The curator tells gateways its destinations with its first pass.
        await UntilAsync(async () =>
        {
            try
            {
                await s3.PutBucketNotificationAsync(configuration, Cancel);
                return true;
            }
            catch (AmazonS3Exception exception) when (exception.ErrorCode == "InvalidArgument")
            {
                return false;
            }
        });
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = "a b/ü", ContentBody = "hello" }, Cancel);
        await s3.DeleteObjectAsync("photos", "a b/ü", Cancel);

        await UntilAsync(() => Task.FromResult(_received.Count >= 3));
        var records = _received.Where(static each => each.TryGetProperty("Records", out _)).Select(static each => each.GetProperty("Records")[0]).ToArray();
        Assert.Equal("s3:TestEvent", _received.First().GetProperty("Event").GetString());
        Assert.Equal(["ObjectCreated:Put", "ObjectRemoved:Delete"], records.Select(static record => record.GetProperty("eventName").GetString()));
        Assert.All(records, static record => Assert.Equal("a+b/%C3%BC", record.GetProperty("s3").GetProperty("object").GetProperty("key").GetString()));

        var shown = await ShownAsync();
        Assert.Contains("audit", shown.Output, StringComparison.Ordinal);
    }

    /// <summary>Waits until the curator has stored its report, which it does every few seconds.</summary>
    private async Task<CliRun> ShownAsync()
    {
        await UntilAsync(async () =>
        {
            var json = (await CliRun.RunAsync(_store, "events", "--output", "json")).Json;
            return json.GetProperty("destinations")[0].GetProperty("delivered").GetInt64() >= 2;
        });
        return await CliRun.RunAsync(_store, "events");
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
