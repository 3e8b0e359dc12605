using System.Text.Json;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Index.Reports;

/// <summary>
/// Which devices gateways find slow, for people: only who uses a device measures how long it takes. Rows are job states <c>slow/GATEWAY</c> of the catalog. Thread-safe;
/// throws what the catalog throws.
/// </summary>
public sealed class SlowDeviceReports(ICatalog catalog, TimeProvider time)
{
    private const string Prefix = "slow/";

    /// <summary>How often a gateway reports while it finds any device slow.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromSeconds(10);

    /// <summary>What is older was written by a gateway that has ended, or finds nothing slow any more.</summary>
    private static readonly TimeSpan Lifetime = Period * 6;

    /// <summary>Stores what a gateway finds slow now, in place of what it stored before.</summary>
    public ValueTask StoreAsync(string gateway, IReadOnlyList<SlowDevice> devices, CancellationToken cancellationToken)
    {
        var report = new SlowDeviceReport(SlowDeviceReport.VersionNow, time.GetUtcNow(), [.. devices.Select(static each => new SlowDeviceReport.Entry(each.Device.Value, each.Operation))]);
        return catalog.StoreJobStateAsync(Prefix + gateway, JsonSerializer.SerializeToUtf8Bytes(report, SlowDeviceJson.Default.SlowDeviceReport), cancellationToken);
    }

    /// <summary>What any gateway finds slow. Rows that cannot be read are left out.</summary>
    public async ValueTask<IReadOnlyList<SlowDevice>> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = new HashSet<SlowDevice>();
        foreach (var (_, bytes) in await catalog.ListJobStatesAsync(Prefix, cancellationToken))
        {
            if (Decode(bytes) is not { } report || now - report.At > Lifetime) continue;
            foreach (var device in report.Devices) found.Add(new SlowDevice(new DeviceId(device.Id), device.Operation));
        }

        return [.. found];
    }

    private static SlowDeviceReport? Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, SlowDeviceJson.Default.SlowDeviceReport) is { Version: SlowDeviceReport.VersionNow } report ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
