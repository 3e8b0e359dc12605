namespace ObjectStore.Index.Devices;

/// <summary>Where gateways tell which devices they find slow or silent, for the curator and for people. Thread-safe; throws as the catalog's database does.</summary>
public interface IDeviceReports
{
    /// <summary>Replaces the last report of the reporter.</summary>
    ValueTask StoreAsync(DeviceReport report, CancellationToken cancellationToken);

    /// <summary>The last report of each reporter, ordered by reporter, however old. One that cannot be read is left out.</summary>
    ValueTask<IReadOnlyList<DeviceReport>> ListAsync(CancellationToken cancellationToken);
}
