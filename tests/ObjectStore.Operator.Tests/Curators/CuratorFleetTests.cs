using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Certificates;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Hosting;

namespace ObjectStore.Operator.Tests.Curators;

public sealed class CuratorFleetTests
{
    private static readonly EntityKey Slow = new("storage", "slow");
    private static readonly EntityKey Other = new("storage", "other");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CuratorSettings Settings { get; } = new(Samples.Cluster, "storage", new([new CuratorPool("default", "default", "4+2")]), 14, 1 << 24, 1 << 27, 600);

    private static CuratorSecrets Secrets { get; } = new("Host=127.0.0.1;Port=1;Username=nobody;Database=none"u8.ToArray(), new byte[32], ClusterAuthority.Create(TimeProvider.System));

    /// <summary>
    /// Goal: a curator that takes its time to end holds up its own store alone, and the next one of that store waits for it. Method: the first curator that writes into its log is held there.
    /// </summary>
    [Fact]
    public async Task Ensure_OneCuratorIsSlowToEnd_OthersAreNotHeldUp()
    {
        using var loggers = new HeldLoggers();
        var host = Idle();
        await using var services = (IAsyncDisposable)host;
        using var fleet = new CuratorFleet(host.Services.GetRequiredService<OwnedCaches>(), loggers, TimeProvider.System);
        using var leading = new CancellationTokenSource();
        var running = fleet.RunAsync(leading.Token);
        await fleet.EnsureAsync(Slow, Settings, Secrets, Token);
        await loggers.Held.WaitAsync(Token);

        var restarting = fleet.EnsureAsync(Slow, Settings with { DownOutSeconds = 1 }, Secrets, Token);
        var other = await fleet.EnsureAsync(Other, Settings, Secrets, Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Null(await fleet.FindAsync(Slow, Token));
        Assert.Equal(CuratorPhase.Opening, other.Phase);
        Assert.False(restarting.IsCompleted);

        await leading.CancelAsync();
        Assert.False(running.IsCompleted);
        loggers.Release();
        await running;
        Assert.Equal(CuratorPhase.Waiting, (await restarting).Phase);
    }

    [Fact]
    public async Task Ensure_SettingsChange_TheNextCuratorWorksAndIsRemoved()
    {
        var host = Idle();
        await using var services = (IAsyncDisposable)host;
        using var fleet = new CuratorFleet(host.Services.GetRequiredService<OwnedCaches>(), NullLoggerFactory.Instance, TimeProvider.System);
        using var leading = new CancellationTokenSource();
        Assert.Equal(CuratorPhase.Waiting, (await fleet.EnsureAsync(Other, Settings, Secrets, Token)).Phase);
        var running = fleet.RunAsync(leading.Token);

        Assert.Equal(CuratorPhase.Opening, (await fleet.EnsureAsync(Other, Settings, Secrets, Token)).Phase);
        Assert.Equal(CuratorPhase.Opening, (await fleet.EnsureAsync(Other, Settings with { DownOutSeconds = 1 }, Secrets, Token)).Phase);
        await fleet.RemoveAsync(Other, Token);
        await fleet.RemoveAsync(Other, Token);

        await leading.CancelAsync();
        await running;
        Assert.Equal(CuratorPhase.Waiting, (await fleet.EnsureAsync(Other, Settings, Secrets, Token)).Phase);
    }

    /// <summary>Method: a profile that no curator starts with.</summary>
    [Fact]
    public async Task Keep_TheCuratorHasFailed_BeginsItAgainAsItWas()
    {
        var host = Idle();
        await using var services = (IAsyncDisposable)host;
        var (loggers, time) = (new CountingLoggers(), new ShiftedTime());
        using var fleet = new CuratorFleet(host.Services.GetRequiredService<OwnedCaches>(), loggers, time);
        using var leading = new CancellationTokenSource();
        var running = fleet.RunAsync(leading.Token);
        Assert.False(await fleet.KeepAsync(Other, Token));
        var refused = Settings with { Pools = new([new CuratorPool("default", "default", "many")]) };
        await fleet.EnsureAsync(Other, refused, Secrets, Token);
        while (loggers.Failures == 0) await Task.Delay(5, Token);

        Assert.True(await fleet.KeepAsync(Other, Token));
        Assert.Equal(CuratorPhase.Failed, (await fleet.EnsureAsync(Other, refused, Secrets, Token)).Phase);
        Assert.Equal(1, loggers.Failures);

        time.Shift = TimeSpan.FromSeconds(11);
        Assert.True(await fleet.KeepAsync(Other, Token));
        while (loggers.Failures == 1) await Task.Delay(5, Token);

        await leading.CancelAsync();
        await running;
    }

    /// <summary>An operator that is not started: its caches stay empty.</summary>
    private static IHost Idle()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Operator:GatewayImage"] = "gateway", ["Operator:NodeImage"] = "node", ["Operator:Namespace"] = "storage" });
        builder.Services.AddSingleton(new KubernetesClientConfiguration { Host = new Uri("http://127.0.0.1:1") });
        builder.Services.AddObjectStoreOperator(builder.Configuration);
        return builder.Build();
    }

    private sealed class ShiftedTime : TimeProvider
    {
        private readonly long _began = System.GetTimestamp();

        public TimeSpan Shift { get; set; }

        public override long GetTimestamp() => _began + (long)(Shift.TotalSeconds * TimestampFrequency);
    }

    /// <summary>Counts curators that end with an error.</summary>
    private sealed class CountingLoggers : ILoggerFactory, ILogger
    {
        private int _failures;

        public int Failures => Volatile.Read(ref _failures);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error) Interlocked.Increment(ref _failures);
        }

        public void Dispose()
        {
            // Holds nothing.
        }
    }

    /// <summary>Holds the thread that logs first, until it is released.</summary>
    private sealed class HeldLoggers : ILoggerFactory, ILogger
    {
        private readonly ManualResetEventSlim _released = new();
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Held => _held.Task;

        public void Release() => _released.Set();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (_held.TrySetResult()) _released.Wait(Token);
        }

        public void Dispose() => _released.Dispose();
    }
}
