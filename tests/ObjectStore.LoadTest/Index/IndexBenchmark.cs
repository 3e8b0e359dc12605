using System.Diagnostics;
using System.Globalization;
using System.Net;
using ObjectStore.Index.Conformance.Postgres;
using ObjectStore.LoadTest.Baselines;
using ObjectStore.LoadTest.Engine;
using ObjectStore.ProcessTesting;

namespace ObjectStore.LoadTest.Index;

/// <summary>The index through S3: creating, listing and HEAD on each engine and layout, a process of its own for each, as a table beside the targets.</summary>
internal sealed class IndexBenchmark(IndexBenchmarkOptions options)
{
    private const string Bucket = "index-benchmark";
    private const int ConnectionCount = 64;
    private const int ListerCount = 16;
    private const long ObjectBytes = 1024;
    private const int HeadCount = 20_000;
    private const int CreateCountMax = 200_000;

    private readonly SpreadKeys _keys = new(options.KeyCount);
    private int _created;

    private static string LoadAverage => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>Runs everything and prints as it goes.</summary>
    /// <returns>Zero when every request succeeded.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"disk: {DiskProbe.MeasureSyncRate(options.Folder):F0} writes/s of 4 KiB, each with fdatasync; load average {LoadAverage} on {Environment.ProcessorCount} processors"));
        Console.WriteLine($"{_keys.Count} objects are listed; p/d: partitions over databases; {ConnectionCount} connections for HEAD and PUT; CPU of the store's process, a request or a listed key");
        Console.WriteLine(IndexFigures.Title);
        var all = new List<IndexFigures>();
        foreach (var layout in options.Layouts)
        {
            foreach (var engine in options.Engines)
            {
                var figures = await MeasureAsync(engine, layout, cancellationToken);
                all.Add(figures);
                Console.WriteLine(figures);
            }
        }
        IndexTargets.Print(all);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"load average {LoadAverage} at the end; took {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
        return all.Sum(figures => figures.ErrorCount) == 0 ? 0 : 1;
    }

    private async Task<IndexFigures> MeasureAsync(IndexEngine engine, IndexLayout layout, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory(options.Folder, "index");
        await using var server = engine == IndexEngine.Postgres ? await PostgresTestServer.StartAsync("max_wal_size=8GB", "min_wal_size=2GB") : null;
        var declaration = new IndexDeclaration(directory.Path, layout.Databases, server);
        var settings = new StandaloneSettings { DataDirectory = directory.Combine("data"), Arguments = declaration.Arguments() };
        await using var standalone = await StandaloneProcess.StartAsync(settings, cancellationToken);
        var signer = new RequestSigner(settings.AccessKey, settings.SecretKey);
        var address = new IPEndPoint(IPAddress.Loopback, standalone.Endpoint.Port);
        var requests = new ObjectRequests(standalone.Endpoint, signer, Bucket);
        using (var bucket = requests.PlanBucket())
            LoadLoop.Run(address, bucket, 1, TimeSpan.Zero);
        await standalone.StopAsync(TimeSpan.FromSeconds(30));
        await FillAsync(declaration, layout, cancellationToken);
        await standalone.RestartAsync(cancellationToken);

        var random = new Random(1);
        using var head = requests.Plan("HEAD", Enumerable.Range(0, HeadCount).Select(_ => _keys[random.Next(_keys.Count)]), 0);
        using var pages = requests.PlanPages(_keys.Pages(ListerCount));
        // The requests of a kind meet code that is not compiled for speed yet, for longer where the processors are shared.
        LoadLoop.Run(address, head, ConnectionCount, options.WarmUp);
        var measuredHead = Measure(standalone, address, head, ConnectionCount);
        LoadLoop.Run(address, pages, 1, options.WarmUp);
        return new IndexFigures(engine, layout)
        {
            Head = measuredHead,
            ListedByOne = await ListByOneAsync(standalone, signer, cancellationToken),
            Pages = Measure(standalone, address, pages, ListerCount),
            Create = MeasureCreation(standalone, address, requests),
        };
    }

    private async Task FillAsync(IndexDeclaration declaration, IndexLayout layout, CancellationToken cancellationToken)
    {
        var databases = await declaration.OpenAsync(cancellationToken);
        try
        {
            await new IndexFill(databases, _keys, layout).RunAsync(Bucket, cancellationToken);
        }
        finally
        {
            foreach (var database in databases.All)
                await database.Store.DisposeAsync();
        }
    }

    private async Task<double> ListByOneAsync(StandaloneProcess standalone, RequestSigner signer, CancellationToken cancellationToken)
    {
        using var lister = new PagedLister(standalone.Endpoint, signer, Bucket);
        var started = Stopwatch.GetTimestamp();
        var count = await lister.CountAsync(cancellationToken);
        if (count != _keys.Count)
            throw new InvalidOperationException($"The listing gave {count} keys.");
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private IndexFigures.Measured MeasureCreation(StandaloneProcess standalone, IPEndPoint address, ObjectRequests requests)
    {
        // Every PUT has a key of its own, so that each makes an object.
        using var warmUp = requests.Plan("PUT", Enumerable.Range(_created, CreateCountMax / 4).Select(SpreadKeys.Created), ObjectBytes);
        _created += CreateCountMax / 4;
        LoadLoop.Run(address, warmUp, ConnectionCount, options.WarmUp);
        using var plan = requests.Plan("PUT", Enumerable.Range(_created, CreateCountMax).Select(SpreadKeys.Created), ObjectBytes);
        _created += CreateCountMax;
        return Measure(standalone, address, plan, ConnectionCount);
    }

    private IndexFigures.Measured Measure(StandaloneProcess standalone, IPEndPoint address, RequestPlan plan, int connectionCount)
    {
        var before = standalone.ProcessorTime;
        var load = LoadLoop.Run(address, plan, connectionCount, options.Duration);
        return new IndexFigures.Measured(load, standalone.ProcessorTime - before);
    }
}
