using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ObjectStore.LoadTest.Engine;
using ObjectStore.ProcessTesting;

namespace ObjectStore.LoadTest.Features;

/// <summary>What versions, encryption and policies cost a request: processor time of a store of its own, beside that of a plain bucket in the same rounds.</summary>
/// <param name="folder">Where the data is kept meanwhile.</param>
/// <param name="sizes">Object sizes in bytes.</param>
/// <param name="roundCount">How often each is measured, in turn, so that a busy machine is busy for all.</param>
/// <param name="duration">Of each measurement.</param>
internal sealed class FeatureCosts(string folder, IReadOnlyList<long> sizes, int roundCount, TimeSpan duration)
{
    private const int ConnectionCount = 16;
    private const int KeyCountMax = 2_000;
    private const long KeyBytesMax = 256L * 1024 * 1024;
    private static readonly string[] Methods = ["PUT", "GET"];

    /// <summary>Runs everything and prints a table for each size.</summary>
    /// <returns>Zero when every request succeeded.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory(folder, "feature-costs");
        var masterKeys = directory.Combine("master-keys.yaml");
        await File.WriteAllTextAsync(masterKeys, $"bench: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n", cancellationToken);

        // With its memory of hot fragments the store would show what reading costs without the devices.
        var settings = new StandaloneSettings
        {
            DataDirectory = directory.Combine("data"),
            Arguments = ["--Encryption:MasterKeyFile", masterKeys, "--Gateway:ReadCacheBytes", "0"],
        };
        await using var store = await StandaloneProcess.StartAsync(settings, cancellationToken);
        var signer = new RequestSigner(settings.AccessKey, settings.SecretKey);
        foreach (var bucket in FeatureBucket.All) await SetUpAsync(store.Endpoint, signer, bucket, cancellationToken);
        var errorCount = 0;
        foreach (var size in sizes) errorCount += MeasureSize(store, signer, size);
        return errorCount == 0 ? 0 : 1;
    }

    private static async Task SetUpAsync(Uri endpoint, RequestSigner signer, FeatureBucket bucket, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        await PutAsync(client, endpoint, signer, bucket.Name, null, "", cancellationToken);
        if (bucket.Subresource is not null) await PutAsync(client, endpoint, signer, bucket.Name, bucket.Subresource, bucket.Document, cancellationToken);
    }

    private static async Task PutAsync(HttpClient client, Uri endpoint, RequestSigner signer, string bucket, string? subresource, string document, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(document);
        var toSign = new RequestToSign
        {
            Method = "PUT",
            Host = endpoint.Authority,
            Path = $"/{bucket}",
            Query = subresource is null ? [] : [new(subresource, "")],
            PayloadHash = RequestSigner.HashPayload(body),
        };
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(endpoint, subresource is null ? bucket : $"{bucket}?{subresource}="));
        foreach (var (name, value) in signer.Sign(toSign, TimeProvider.System.GetUtcNow())) request.Headers.TryAddWithoutValidation(name, value);
        request.Content = new ByteArrayContent(body);
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{subresource ?? "bucket"}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private int MeasureSize(StandaloneProcess store, RequestSigner signer, long size)
    {
        var costs = FeatureBucket.All.ToDictionary(static bucket => bucket, static _ => Methods.ToDictionary(static method => method, static _ => new Cost()));
        var errorCount = 0;

        // The first round meets code that is not compiled for speed yet, and does not count.
        for (var round = 0; round <= roundCount; round++)
        {
            foreach (var bucket in FeatureBucket.All)
            {
                foreach (var method in Methods) errorCount += Measure(store, signer, bucket.Name, method, size, round == 0 ? new Cost() : costs[bucket][method]);
            }
        }

        Console.WriteLine($"{Sizes.Format(size)}, {ConnectionCount} connections, {roundCount} rounds of {duration.TotalSeconds:0.#} s: processor time of the store for a request, and its ratio to a plain bucket");
        foreach (var bucket in FeatureBucket.All)
        {
            var cells = Methods.Select(method => string.Create(
                CultureInfo.InvariantCulture, $"{method} {costs[bucket][method].Microseconds,8:F1} us {costs[bucket][method].Microseconds / costs[FeatureBucket.All[0]][method].Microseconds,5:F2}"));
            Console.WriteLine($"{bucket.Title,-26} {string.Join("   ", cells)}");
        }

        return errorCount;
    }

    private int Measure(StandaloneProcess store, RequestSigner signer, string bucket, string method, long size, Cost cost)
    {
        var address = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, store.Endpoint.Port);
        using var plan = new ObjectRequests(store.Endpoint, signer, bucket).Plan(method, size, (int)Math.Clamp(KeyBytesMax / size, 16, KeyCountMax));
        var before = store.ProcessorTime;
        var load = LoadLoop.Run(address, plan, ConnectionCount, duration);
        cost.Time += store.ProcessorTime - before;
        cost.Count += load.OperationCount;
        return load.Errors.Values.Sum();
    }

    private sealed class Cost
    {
        public TimeSpan Time { get; set; }

        public long Count { get; set; }

        public double Microseconds => Time.TotalMicroseconds / Math.Max(1, Count);
    }
}
