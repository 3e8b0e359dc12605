using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ObjectStore.Operator.Curators;

/// <summary>Meters of the curator of one store: the process has one of each name for every store, and tells them apart by a tag. Thread-safe; they end with it.</summary>
/// <param name="store">Namespace and name of the store.</param>
internal sealed class StoreMeterFactory(string store) : IMeterFactory
{
    /// <summary>Key of the tag.</summary>
    private const string StoreTag = "store";

    private readonly ConcurrentBag<Meter> _meters = [];

    /// <inheritdoc />
    public Meter Create(MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var meter = new Meter(new MeterOptions(options.Name) { Version = options.Version, Scope = this, Tags = [.. options.Tags ?? [], new(StoreTag, store)] });
        _meters.Add(meter);
        return meter;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var meter in _meters) meter.Dispose();
    }
}
