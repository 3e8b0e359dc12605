using ObjectStore.Core.Buffers;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Who still reads the buffer of a stripe: its source (hashing) and devices that have not answered yet. After <see cref="Release"/> the
/// lease is given back as soon as all of them are done.
/// </summary>
internal sealed class BufferUse(BufferLease lease, Task settled)
{
    private readonly List<Task> _readers = [settled];

    /// <summary>The buffer.</summary>
    public ReadOnlyMemory<byte> Memory => lease.Memory;

    /// <summary>Adds a reader; <paramref name="finished"/> never faults.</summary>
    public void Add(Task finished) => _readers.Add(finished);

    /// <summary>Gives the buffer back once nobody reads it. Call once, after the last <see cref="Add"/>.</summary>
    public void Release() => _ = ReleaseAsync();

    private async Task ReleaseAsync()
    {
        foreach (var reader in _readers) await reader;
        lease.Dispose();
    }
}
