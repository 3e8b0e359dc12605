using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Fragments;
using ObjectStore.Curator.Jobs;
using ObjectStore.Events.Announcing;
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>An index in memory as gateways see it, and a curator over it that may be killed at any of its calls and begun anew.</summary>
internal sealed class KillableCurator : IDisposable
{
    private readonly Action<IServiceCollection> _configure;
    private Observations _observations = new();
    private ServiceProvider _services;

    /// <summary>Begins a curator.</summary>
    /// <param name="time">Its clock.</param>
    /// <param name="configure">Adds what it is to use, in place of its own or of nothing.</param>
    public KillableCurator(SteppedTimeProvider time, Action<IServiceCollection> configure)
    {
        (Time, _configure) = (time, configure);
        var router = new KeymapRouter(IndexDatabases.Of(Store), time);
        (Index, Catalog) = (new ObjectIndex(router, time), new Catalog(router, time));
        (Outbox, Restores) = (new OutboxQueue(router), new RestoreQueue(router));
        _services = Build();
        Room = new OutboxRoom(Catalog, new EventMetrics(_services.GetRequiredService<IMeterFactory>()), time, NullLogger<OutboxRoom>.Instance);
    }

    public SteppedTimeProvider Time { get; }

    public InMemoryOrderedStore Store { get; } = new();

    public KillSwitch Kill { get; } = new();

    public ObjectIndex Index { get; }

    public ICatalog Catalog { get; }

    public IOutbox Outbox { get; }

    /// <summary>Versions that are being restored, or have a copy.</summary>
    public IRestoreQueue Restores { get; }

    /// <summary>That of a gateway.</summary>
    public OutboxRoom Room { get; }

    /// <summary>Runs before each commit of the curator, and may throw in its place.</summary>
    public Action<Commit>? OnCommit { get; set; }

    /// <summary>The clock of the database, where it has one of its own.</summary>
    public Func<DateTimeOffset>? DatabaseClock { get; set; }

    /// <summary>Events logged at a level, in their order.</summary>
    public IReadOnlyCollection<int> Logged(LogLevel level) => _observations.Logged(level);

    public long ValueOf(string instrument, string? tag) => _observations.ValueOf(instrument, tag);

    public long GaugeOf(string instrument)
    {
        _observations.ReadGauges();
        return _observations.ValueOf(instrument, null);
    }

    public Task<JobResult> RunAsync(string job) => _services.GetRequiredService<CuratorService>().RunNowAsync(job, CancellationToken.None);

    /// <summary>Rows of all outboxes, up to a thousand.</summary>
    public async Task<int> CountWaitingAsync() => (await Outbox.ListAsync(null, default, 1_000, default)).Entries.Count;

    /// <summary>Has the same process lead again, after another may have.</summary>
    public void BeginTerm()
    {
        foreach (var job in _services.GetServices<ICuratorJob>()) job.BeginTerm();
    }

    public void Restart(int killAt = int.MaxValue, bool afterEffect = false)
    {
        _services.Dispose();
        _services = Build();
        Kill.Restart(killAt, afterEffect);
    }

    /// <summary>Damages the rows of a family, named by its letter in docs/format/index.md, whose keys hold a text.</summary>
    public Task DamageRowsAsync(char family, string text) => ReplaceRowsAsync(family, text, static row =>
    {
        var value = row.Value.ToArray();
        value[^1] ^= 1;
        return value;
    });

    /// <summary>Gives such rows the format of a release that this one cannot read. They are whole.</summary>
    public Task MakeRowsNewerAsync(char family, string text) => ReplaceRowsAsync(family, text, static row =>
    {
        var value = row.Value.ToArray();
        (value[1], value[2]) = (byte.MaxValue, byte.MaxValue);
        var content = value.AsSpan(..^sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(content.Length), Crc32C.Compute(content, Crc32C.Compute(row.Key.Span)));
        return value;
    });

    public void Dispose()
    {
        _services.Dispose();
        _observations.Dispose();
    }

    private async Task ReplaceRowsAsync(char family, string text, Func<Row, byte[]> replace)
    {
        var range = new KeyRange(new[] { (byte)family }, new[] { (byte)(family + 1) });
        foreach (var row in await Store.ScanAsync(range, 100, reverse: false, default))
        {
            if (row.Key.Span.IndexOf(Encoding.UTF8.GetBytes(text)) < 0) continue;
            await Store.CommitAsync(new Commit([], [new(row.Key, replace(row))], []), default);
        }
    }

    private ServiceProvider Build()
    {
        var store = new KillableOrderedStore(Store, Kill) { OnCommit = commit => OnCommit?.Invoke(commit), Clock = () => DatabaseClock?.Invoke() };
        _observations.Dispose();
        _observations = new Observations();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(_observations))
            .AddSingleton<TimeProvider>(Time);
        _configure(services);
        services.TryAddSingleton<IFragmentDevices>(new InMemoryFragmentDevices());
        services.TryAddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        var provider = services.AddObjectStoreIndex(_ => IndexDatabases.Of(store)).AddCurator().BuildServiceProvider();
        _observations.Listen(provider.GetRequiredService<IMeterFactory>());
        return provider;
    }
}
