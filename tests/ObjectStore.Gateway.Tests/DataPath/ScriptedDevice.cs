using System.Collections.Concurrent;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>A device in memory that fails, damages or delays as a test tells it to.</summary>
internal sealed class ScriptedDevice(DeviceId id) : IFragmentDevice
{
    public ConcurrentDictionary<FragmentId, (FragmentWrite Header, byte[] Payload)> Fragments { get; } = new();

    public DeviceId Id => id;

    public StorageErrorCode? PutFailure { get; set; }

    public StorageErrorCode? ReadFailure { get; set; }

    public TaskCompletionSource? PutGate { get; set; }

    public TaskCompletionSource? ReadGate { get; set; }

    public async ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (PutGate is { } gate) await gate.Task;
        if (PutFailure is { } code) throw new StorageException(code, "As told.");
        Fragments[fragment.Id] = (fragment with { Payload = default }, fragment.Payload.ToArray());
    }

    public async ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (ReadGate is { } gate) await gate.Task;
        if (ReadFailure is { } code) throw new StorageException(code, "As told.");
        if (!Fragments.TryGetValue(id, out var stored)) throw new StorageException(StorageErrorCode.FragmentNotFound, "Not there.");
        stored.Payload.AsMemory(offset, destination.Length).CopyTo(destination);
    }

    public void Prefetch(FragmentId id, int offset, int length)
    {
    }

    public ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken)
    {
        foreach (var fragment in ids) Fragments.TryRemove(fragment, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
