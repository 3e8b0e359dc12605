using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Cluster.Identities;
using ObjectStore.CuratorHost;
using ObjectStore.Operator.Certificates;
using ObjectStore.Operator.Planning;
using ObjectStore.Rpc.Security;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Operator.Curators;

/// <summary>The curator of one store, from its start to its end: a host of its own, with its own index, nodes and lease in the catalog.</summary>
internal sealed partial class StoreCurator : IAsyncDisposable
{
    private const string ConnectionFile = "connection";
    private const string IndexAuthorityFile = "index-ca.crt";
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly PrivateDirectory _files = new("curator");
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _store;
    private readonly IHost _host;
    private readonly CatalogStart _start;
    private readonly Task _running;
    private volatile Condition _condition = new(CuratorPhase.Opening);
    private MasterKey _masterKey;
    private string[] _endpointFiles = [];

    /// <summary>Starts it; what holds it up is told by <see cref="State"/>.</summary>
    public StoreCurator(string store, CuratorSettings settings, CuratorSecrets secrets, INodeList nodes, ILoggerFactory loggers, TimeProvider time)
    {
        (_store, Settings, _time) = (store, settings, time);
        _logger = loggers.CreateLogger<StoreCurator>();
        try
        {
            Write(secrets);
            _host = Build(nodes, loggers);
            _start = _host.Services.GetRequiredService<CatalogStart>();
        }
        catch
        {
            // It is tried again and again, each time in a directory of its own.
            _files.Dispose();
            throw;
        }

        _running = Task.Run(RunAsync);
    }

    /// <summary>What it was started with.</summary>
    public CuratorSettings Settings { get; }

    /// <summary>What it was given last.</summary>
    public CuratorSecrets Secrets { get; private set; }

    /// <summary>How it is.</summary>
    public CuratorState State
    {
        get
        {
            var now = _condition;
            return new CuratorState(now.Phase, now.Phase == CuratorPhase.Opening ? _start.Problem : now.Problem);
        }
    }

    /// <summary>When it failed; null while it has not.</summary>
    public long? FailedAt => _condition.FailedAt;

    /// <summary>Its catalog, once that is open; null before, and after it has failed.</summary>
    public StoreAccess? Access => _condition.Phase == CuratorPhase.Open ? new StoreAccess(_host.Services, _masterKey) : null;

    /// <summary>Puts changed secrets in the place of those before; connections that are made from then on use them. One caller at a time.</summary>
    [MemberNotNull(nameof(_masterKey), nameof(Secrets))]
    public void Write(CuratorSecrets secrets)
    {
        Secrets = secrets;
        _masterKey = new MasterKey(secrets.MasterKey);
        WriteConnection(secrets);
        WriteEndpoints(new Dictionary<string, byte[]>([.. secrets.Destinations, .. secrets.Replication], StringComparer.Ordinal));
        var names = new[] { ClusterAuthority.CertificateKey, "tls.key", "tls.crt" };
        var current = names.All(name => File.Exists(Path.Combine(_files.Path, name))) ? names.ToDictionary(static name => name, _files.Read) : null;
        if (secrets.Authority.IsGood(current, [], _time)) return;
        var issued = secrets.Authority.Issue(new PeerIdentity(PeerRoles.Curator, "operator"), [], _time);
        foreach (var name in names) _files.Write(name, issued[name]);
    }

    /// <summary>Stops it to the end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _files.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Gateways find the authority of the index under another path than this process.</summary>
    private void WriteConnection(CuratorSecrets secrets)
    {
        if (secrets.IndexAuthority is { } authority) _files.Write(IndexAuthorityFile, authority);
        _files.Write(ConnectionFile, secrets.IndexAuthority is null ? secrets.Connection : secrets.ConnectionWith(Path.Combine(_files.Path, IndexAuthorityFile)));
    }

    /// <summary>What a Secret does not hold any more is not used any more.</summary>
    private void WriteEndpoints(Dictionary<string, byte[]> files)
    {
        foreach (var gone in _endpointFiles.Except(files.Keys).ToArray()) _files.Delete(gone);
        foreach (var (name, content) in files) _files.Write(name, content);
        _endpointFiles = [.. files.Keys];
    }

    private IHost Build(INodeList nodes, ILoggerFactory loggers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(Configuration());
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        builder.Services.Replace(ServiceDescriptor.Singleton<IMeterFactory>(_ => new StoreMeterFactory(_store)));
        builder.Services.AddSingleton(_time);
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        builder.Services.AddSingleton(nodes);
        builder.Services.AddClusterCurator(builder.Configuration);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = StopTimeout);
        return builder.Build();
    }

    private Dictionary<string, string?> Configuration() => new([.. Settings.Destinations.Settings(_files.Path), .. Settings.Replication.Settings(_files.Path), .. Settings.PoolSettings()])
    {
        ["Cluster:Id"] = Settings.Cluster.ToString("D"),
        ["Tls:Directory"] = _files.Path,
        ["Tls:ServerName"] = PlanNames.NodeServerName(Settings.Cluster),

        // It asks every node each second how it is, which also tells that a node is lost: pings would only keep the processor from resting.
        ["RpcClient:ConnectionsPerPeer"] = "1",
        ["RpcClient:KeepAliveDelay"] = "00:00:20",
        ["RpcClient:KeepAliveTimeout"] = "00:00:20",
        ["Index:Databases:0:Name"] = "main",
        ["Index:Databases:0:ConnectionStringFile"] = Path.Combine(_files.Path, ConnectionFile),
        ["Curator:Topology:DownOutInterval"] = TimeSpan.FromSeconds(Settings.DownOutSeconds).ToString("c", CultureInfo.InvariantCulture),
        ["Curator:Scrub:Period"] = TimeSpan.FromDays(Settings.ScrubPeriodDays).ToString("c", CultureInfo.InvariantCulture),
        ["Curator:Scrub:BytesPerSecondPerDevice"] = Settings.ScrubBytesPerSecondPerDevice.ToString(CultureInfo.InvariantCulture),
        ["Curator:Repair:BytesPerSecond"] = Settings.RepairBytesPerSecond.ToString(CultureInfo.InvariantCulture),
    };

    private async Task RunAsync()
    {
        try
        {
            SettingsCheck.Run(_host.Services);
            await _start.OpenAsync(_stopping.Token);
            await _host.StartAsync(_stopping.Token);
            _condition = new Condition(CuratorPhase.Open);
            Log.Opened(_logger, _store);
            await _host.WaitForShutdownAsync(_stopping.Token);
            if (!_stopping.IsCancellationRequested) Fail(null, "The curator has ended by itself.");
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Asked to.
        }
        catch (Exception exception)
        {
            Fail(exception, exception.Message);
        }

        await StopAsync();
    }

    private async Task StopAsync()
    {
        try
        {
            await _host.StopAsync(CancellationToken.None);
            if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
            else _host.Dispose();
        }
        catch (Exception exception)
        {
            Log.NotStopped(_logger, exception, _store);
        }
    }

    private void Fail(Exception? exception, string problem)
    {
        _condition = new Condition(CuratorPhase.Failed, problem, _time.GetTimestamp());
        Log.Failed(_logger, exception, _store, problem);
    }

    /// <summary>How far it has come, in one piece: another thread asks.</summary>
    private sealed record Condition(CuratorPhase Phase, string Problem = "", long? FailedAt = null);

    private static partial class Log
    {
        [LoggerMessage(5100, LogLevel.Information, "The catalog of {Store} is open, and its curator works.")]
        public static partial void Opened(ILogger logger, string store);

        [LoggerMessage(5101, LogLevel.Error, "The curator of {Store} has ended and is started again: {Problem}")]
        public static partial void Failed(ILogger logger, Exception? exception, string store, string problem);

        [LoggerMessage(5102, LogLevel.Warning, "The curator of {Store} did not stop in order.")]
        public static partial void NotStopped(ILogger logger, Exception exception, string store);
    }
}
