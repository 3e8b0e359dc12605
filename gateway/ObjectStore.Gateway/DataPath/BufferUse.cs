using ObjectStore.Core.Buffers;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Who still reads the buffer of a stripe: its source (hashing) and devices that have not answered yet. After <see cref="Release"/> the
/// lease is given back as soon as all of them are done.
/// </summary>
/// <remarks>
/// A device that does not answer in time may read the buffer for as long as it likes. The buffer then leaves the pool and never returns to it, as far as
/// <see cref="LateBuffers"/> allows; what exceeds that stays leased.
/// </remarks>
internal sealed class BufferUse(BufferLease lease, Task settled, LateBuffers late)
{
    private readonly Lock _lock = new();
    private readonly List<StripePut> _readers = [];

    /// <summary>The buffer.</summary>
    public ReadOnlyMemory<byte> Memory { get; } = lease.Memory;

    /// <summary>Adds a reader; several may be added at once.</summary>
    public void Add(StripePut put)
    {
        lock (_lock) _readers.Add(put);
    }

    /// <summary>Gives the buffer back once nobody reads it. Call once, after the last <see cref="Add"/>.</summary>
    public void Release() => _ = ReleaseAsync();

    private async Task ReleaseAsync()
    {
        await settled;
        foreach (var reader in _readers) await reader.Settled;
        if (_readers.TrueForAll(static reader => reader.Finished.IsCompleted) || !late.TryAdd(Memory.Length))
        {
            await FinishedAsync();
            lease.Dispose();
            return;
        }

        lease.Detach();
        await FinishedAsync();
        late.Remove(Memory.Length);
    }

    private async Task FinishedAsync()
    {
        foreach (var reader in _readers) await reader.Finished;
    }
}
