using System.Net;
using ObjectStore.ProcessTesting;

namespace ObjectStore.LoadTest;

/// <summary>The endpoint under load: a given one, or a store of its own in a folder that is deleted afterwards.</summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly TemporaryDirectory? _directory;

    private Target(Uri endpoint, string accessKey, string secretKey, TemporaryDirectory? directory, StandaloneProcess? standalone)
    {
        Endpoint = endpoint;
        Signer = new RequestSigner(accessKey, secretKey);
        _directory = directory;
        Standalone = standalone;
    }

    /// <summary>Where it serves S3.</summary>
    public Uri Endpoint { get; }

    /// <summary>The same as address and port.</summary>
    public IPEndPoint Address => new(Dns.GetHostAddresses(Endpoint.Host, System.Net.Sockets.AddressFamily.InterNetwork)[0], Endpoint.Port);

    /// <summary>Signs requests to it.</summary>
    public RequestSigner Signer { get; }

    /// <summary>The process, when it is a store of its own.</summary>
    public StandaloneProcess? Standalone { get; }

    /// <summary>Takes the given endpoint, with credentials from the environment, or starts a store.</summary>
    public static async Task<Target> OpenAsync(string? endpoint, string folder, CancellationToken cancellationToken)
    {
        if (endpoint is not null)
        {
            var accessKey = Environment.GetEnvironmentVariable("OBJECTSTORE_ACCESS_KEY") ?? "objectstore";
            var secretKey = Environment.GetEnvironmentVariable("OBJECTSTORE_SECRET_KEY") ?? "objectstore-secret";
            return new Target(new Uri(endpoint), accessKey, secretKey, null, null);
        }
        var directory = new TemporaryDirectory(folder, "load");
        var settings = new StandaloneSettings { DataDirectory = directory.Combine("data") };
        var standalone = await StandaloneProcess.StartAsync(settings, cancellationToken);
        return new Target(standalone.Endpoint, settings.AccessKey, settings.SecretKey, directory, standalone);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Standalone is not null)
            await Standalone.DisposeAsync();
        _directory?.Dispose();
    }
}
