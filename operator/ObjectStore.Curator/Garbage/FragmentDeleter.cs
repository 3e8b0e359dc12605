using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Pacing;

namespace ObjectStore.Curator.Garbage;

/// <summary>Collects fragments to delete by device and deletes them in batches. Remembers which devices failed; those are not asked again.</summary>
/// <remarks>Used by one caller at a time. At most one batch for each device is held.</remarks>
internal sealed class FragmentDeleter(IFragmentDevices devices, TokenBucket pace, int batchFragments)
{
    private readonly Dictionary<DeviceId, List<FragmentId>> _waiting = [];
    private readonly HashSet<DeviceId> _failed = [];

    /// <summary>Fragments that devices were asked to delete and did.</summary>
    public long DeletedCount { get; private set; }

    /// <summary>Whether some fragment of this device may not have been deleted.</summary>
    public bool HasFailed(DeviceId device) => _failed.Contains(device);

    /// <summary>Takes a fragment on; deletes a batch when it is full.</summary>
    public async ValueTask AddAsync(DeviceId device, FragmentId fragment, CancellationToken cancellationToken)
    {
        if (_failed.Contains(device)) return;
        if (!_waiting.TryGetValue(device, out var batch)) _waiting[device] = batch = [];
        batch.Add(fragment);
        if (batch.Count < batchFragments) return;
        if (await DeleteAsync(device, batch, cancellationToken)) DeletedCount += batch.Count;
        else _failed.Add(device);
        batch.Clear();
    }

    /// <summary>Deletes what is waiting, on all devices at once.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var batches = _waiting.Where(batch => batch.Value.Count > 0 && !_failed.Contains(batch.Key)).ToArray();
        var deleted = await Task.WhenAll(batches.Select(batch => DeleteAsync(batch.Key, batch.Value, cancellationToken)));
        for (var i = 0; i < batches.Length; i++)
        {
            if (!deleted[i]) _failed.Add(batches[i].Key);
        }

        _waiting.Clear();
        DeletedCount += batches.Where((_, i) => deleted[i]).Sum(batch => (long)batch.Value.Count);
    }

    private async Task<bool> DeleteAsync(DeviceId id, List<FragmentId> fragments, CancellationToken cancellationToken)
    {
        await pace.TakeAsync(fragments.Count, cancellationToken);
        if (devices.Find(id) is not { } device) return false;
        try
        {
            await device.DeleteAsync(fragments, cancellationToken);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }
}
