using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Rpc.Fragments;

/// <summary>Finds the devices that callers name, and each one's buffers. Thread-safe.</summary>
public sealed class ServedDevices(INodeDevices devices, IOptions<FragmentServiceOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<DeviceId, BufferPool> _buffers = new();

    /// <summary>What the node says of itself.</summary>
    public NodeDescription Describe() => devices.Describe();

    /// <summary>What the node's clock shows.</summary>
    internal DateTimeOffset GetUtcNow() => time.GetUtcNow();

    /// <summary>Operations of one stream that may be under way.</summary>
    internal int OperationsPerStreamMax => options.Value.OperationsPerStreamMax;

    /// <summary>Cancelled when the process begins to stop: streams take no more, and end when they have answered what they took.</summary>
    internal CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>The device.</summary>
    /// <exception cref="StorageException">DeviceUnavailable: this node does not serve it.</exception>
    internal IFragmentDevice Get(DeviceId id) =>
        devices.Find(id) ?? throw new StorageException(StorageErrorCode.DeviceUnavailable, $"This node does not serve the device {id}.");

    /// <summary>Buffers for fragments of the device. Made for devices that are served only, so that their number is bounded.</summary>
    internal BufferPool BuffersOf(IFragmentDevice device) =>
        _buffers.TryGetValue(device.Id, out var buffers) ? buffers : _buffers.GetOrAdd(device.Id, _ => new BufferPool(options.Value.BufferBytesPerDevice, time));
}
