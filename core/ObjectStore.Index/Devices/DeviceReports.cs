using System.Text;
using System.Text.Json;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Devices;

/// <summary>Device reports as job states of the catalog, <c>devices/</c> and the reporter's name; docs/format/index.md §8.</summary>
public sealed class DeviceReports : IDeviceReports
{
    private const string Prefix = "devices/";

    /// <summary>More gateways than any cluster has; further ones are not listed.</summary>
    private const int ReportersMax = 10_000;

    private readonly IOrderedStore _store;

    /// <summary>The reports in the catalog of a router.</summary>
    public DeviceReports(KeymapRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        _store = router.Databases.Catalog.Store;
    }

    /// <inheritdoc />
    public async ValueTask StoreAsync(DeviceReport report, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.JobState(Prefix + report.Reporter);
        var state = new DeviceReportState(DeviceReportState.CurrentVersion, report.At, Values(report.SlowReads), Values(report.SlowWrites), Values(report.Silent));
        var value = JobStateCodec.Encode(rowKey, JsonSerializer.SerializeToUtf8Bytes(state, DeviceReportJson.Default.DeviceReportState));
        await _store.CommitAsync(new CommitBuilder().Put(rowKey, value).Build(), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<DeviceReport>> ListAsync(CancellationToken cancellationToken)
    {
        var start = RowKeys.JobState(Prefix);
        var rows = await _store.ScanAsync(new KeyRange(start, RowKeys.PrefixEnd(start)), ReportersMax, reverse: false, cancellationToken);
        return [.. rows.Select(row => Decode(row, start.Length)).OfType<DeviceReport>()];
    }

    private static DeviceReport? Decode(Row row, int prefixBytes)
    {
        if (!JobStateCodec.TryDecode(row.Key.Span, row.Value, out var bytes)) return null;
        try
        {
            if (JsonSerializer.Deserialize(bytes.Span, DeviceReportJson.Default.DeviceReportState) is not { Version: DeviceReportState.CurrentVersion } state) return null;
            return new DeviceReport(Encoding.UTF8.GetString(row.Key.Span[prefixBytes..]), state.At, Ids(state.SlowReads), Ids(state.SlowWrites), Ids(state.Silent));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Guid[] Values(IReadOnlyList<DeviceId> ids) => [.. ids.Select(id => id.Value).Order()];

    private static DeviceId[] Ids(IReadOnlyList<Guid> values) => [.. values.Select(value => new DeviceId(value))];
}
