using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStore.Clients.Tests.Damage;

/// <summary>A store of its own with marked objects, small ones and striped ones.</summary>
internal sealed class DamageFixture : IAsyncDisposable
{
    private const string Bucket = "damage";
    private static readonly TimeSpan RepairTimeout = TimeSpan.FromSeconds(180);

    // Around the limit of 64 KiB between the profiles, within a stripe of 4 MiB, and over it.
    private static readonly int[] Lengths = [1_000, 30_000, 64 * 1024, (64 * 1024) + 1, 300_000, 1_000_000, (4 * 1024 * 1024) - 7, 9_000_000];

    private readonly TemporaryDirectory _directory = new("damage");
    private readonly List<int> _lengths = [];

    private DamageFixture()
    {
    }

    /// <summary>The store.</summary>
    public StandaloneProcess Standalone { get; private set; } = null!;

    /// <summary>Its data directory.</summary>
    public string DataDirectory => _directory.Combine("data");

    private AmazonS3Client Client { get; set; } = null!;

    /// <summary>Starts a store and writes some objects of each length.</summary>
    public static async Task<DamageFixture> CreateAsync(int objectsPerLength, CancellationToken cancellationToken)
    {
        var fixture = new DamageFixture();
        fixture.Standalone = await StandaloneProcess.StartAsync(
            new StandaloneSettings
            {
                DataDirectory = fixture.DataDirectory,
                // The scrub of a test need not spare the disk, and reads are to show what is on it.
                Arguments = ["--Curator:Scrub:BytesPerSecondPerDevice", "1000000000", "--Gateway:ReadCacheBytes", "0"],
            },
            cancellationToken);
        fixture.Client = S3Clients.Create(fixture.Standalone);
        await fixture.Client.PutBucketAsync(Bucket, cancellationToken);
        foreach (var length in Lengths.SelectMany(length => Enumerable.Repeat(length, objectsPerLength)))
        {
            var number = fixture._lengths.Count;
            fixture._lengths.Add(length);
            using var body = new MemoryStream(MarkedContent.Create(number, length));
            await fixture.Client.PutObjectAsync(
                new PutObjectRequest { BucketName = Bucket, Key = Key(number), InputStream = body, DisableDefaultChecksumValidation = true },
                cancellationToken);
        }
        return fixture;
    }

    /// <summary>Reads every object whole, and fails the test unless all have their bytes.</summary>
    public async Task AssertAllReadableAsync(CancellationToken cancellationToken)
    {
        for (var number = 0; number < _lengths.Count; number++)
        {
            using var answer = await Client.GetObjectAsync(Bucket, Key(number), cancellationToken);
            using var bytes = new MemoryStream();
            await answer.ResponseStream.CopyToAsync(bytes, cancellationToken);
            Assert.True(
                MarkedContent.Create(number, _lengths[number]).AsSpan().SequenceEqual(bytes.ToArray()),
                $"Object {number} of {_lengths[number]} bytes has other bytes.\n{Standalone.Output}");
        }
    }

    /// <summary>Stops the store, lets the action change its files, and starts it again.</summary>
    public async Task WhileStoppedAsync(Action action, CancellationToken cancellationToken)
    {
        Assert.Equal(0, await Standalone.StopAsync(TimeSpan.FromSeconds(60)));
        action();
        await Standalone.RestartAsync(cancellationToken);
    }

    /// <summary>Runs a scrub of all devices to its end.</summary>
    public async Task ScrubAsync(CancellationToken cancellationToken)
    {
        using var admin = new AdminClient(Standalone);
        var (status, body) = await admin.SendAsync(HttpMethod.Post, "/admin/v1/jobs/scrub/run", cancellationToken);
        Assert.True((int)status is >= 200 and < 300, $"The scrub was refused with {status}: {body}");
    }

    /// <summary>Polls until the condition holds; a repair has no event that a client could wait for.</summary>
    public async Task WaitForAsync(string what, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(RepairTimeout);
        try
        {
            while (!await condition())
                await Task.Delay(TimeSpan.FromMilliseconds(500), timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"Waited {RepairTimeout} in vain for: {what}.\n{await Standalone.GetMetricsAsync(cancellationToken)}\n{Standalone.Output}");
        }
    }

    /// <summary>Count of different marked pieces on the devices, copies counted each.</summary>
    public int CountMarkers() => DeviceFiles.FindMarkers(DataDirectory).DistinctBy(marker => (marker.Device, marker.ObjectNumber, marker.Position)).Count();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (Standalone is not null)
            await Standalone.DisposeAsync();
        _directory.Dispose();
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"object-{number:D4}");
}
