using System.Diagnostics.Metrics;
using ObjectStore.Gateway.Metrics;

namespace ObjectStore.Gateway.Inventory;

/// <summary>Counts inventories.</summary>
internal sealed class InventoryMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _rows;

    public InventoryMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(GatewayMetrics.MeterName);
        _completed = _meter.CreateCounter<long>("objectstore.gateway.inventory.completed", "{inventory}", "Inventories that were published whole.");
        _failures = _meter.CreateCounter<long>("objectstore.gateway.inventory.failures", "{attempt}", "Attempts that ended before the inventory was whole; it goes on where it was.");
        _rows = _meter.CreateCounter<long>("objectstore.gateway.inventory.rows", "{row}", "Rows of files that were put.");
    }

    public void Completed() => _completed.Add(1);

    public void Failed() => _failures.Add(1);

    public void Put(long rows) => _rows.Add(rows);

    public void Dispose() => _meter.Dispose();
}
