using ObjectStore.Admin.Health;

namespace ObjectStore.Standalone.Storage;

/// <summary>Ready means that some device takes writes.</summary>
internal sealed class WritableDevices(StandaloneStore store) : IReadinessCheck
{
    /// <inheritdoc />
    public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        var writable = store.Devices.Count(device => device.Status.IsWritable);
        return new ValueTask<Readiness>(new Readiness(writable > 0, $"devices: {writable} of {store.Devices.Count} writable"));
    }
}
