using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Transitions;

/// <summary>Stores the stripes of one copy, one after another. Used by one caller at a time.</summary>
/// <param name="devices">The devices.</param>
/// <param name="selector">Chooses groups.</param>
/// <param name="time">The clock of stripe ids.</param>
/// <param name="owner">Row of the index that will name the stripes.</param>
/// <param name="first">Id of the first stripe.</param>
/// <param name="stripesPerGroup">After how many stripes another group is chosen.</param>
internal sealed class StripeCopyWriter(IFragmentDevices devices, PlacementSelector selector, TimeProvider time, FragmentOwner owner, StripeId first, int stripesPerGroup)
{
    /// <summary>Groups that a stripe is offered to, as where objects are written.</summary>
    private const int AttemptsMax = 3;

    private readonly RunBuilder _runs = new();
    private readonly byte[] _owner = owner.Format();
    private PlacementGroup? _group;
    private int _count;

    /// <summary>What has been stored.</summary>
    public IReadOnlyList<StripeRun> Runs => _runs.Runs;

    /// <summary>Stores a full stripe; all its fragments are durable when it completes.</summary>
    /// <exception cref="StorageException">No group of the pool took all of them; what was stored of the stripe has been deleted as far as devices answered.</exception>
    public async ValueTask StoreAsync(StripeDraft draft, PoolName pool, CancellationToken cancellationToken)
    {
        draft.Encode();
        var target = new PlacementTarget(pool, draft.Profile);
        if (_count % stripesPerGroup == 0 || _group?.Profile != draft.Profile) _group = null;
        var id = first.Plus(_count++);
        List<PlacementGroupId> failed = [];
        while (failed.Count < AttemptsMax && (_group ??= selector.Select(target, [.. failed])) is { } group)
        {
            if (await TryPutAsync(draft, group, id, cancellationToken))
            {
                _runs.Add(id, group.Id, draft.Profile, draft.Layout.DataBytes);
                return;
            }

            // A stripe that is offered again gets an id of its own: what is left of the failed attempt must never be taken for its own.
            failed.Add(group.Id);
            id = StripeId.New(time.GetUtcNow());
            _group = null;
        }

        throw new StorageException(StorageErrorCode.QuorumNotReached, $"No placement group of pool {pool} took a stripe whole.");
    }

    /// <summary>Deletes the fragments of a stripe, as far as devices answer.</summary>
    public static async ValueTask DiscardAsync(IFragmentDevices devices, PlacementGroup group, StripeId stripe) => await Task.WhenAll(group.Devices.Select(async (id, i) =>
    {
        try
        {
            if (devices.Find(id) is { } device) await device.DeleteAsync([new FragmentId(stripe, (byte)i)], CancellationToken.None);
        }
        catch (StorageException)
        {
            // The sweep finds it.
        }
    }));

    private async ValueTask<bool> TryPutAsync(StripeDraft draft, PlacementGroup group, StripeId id, CancellationToken cancellationToken)
    {
        var puts = group.Devices.Select((device, i) => TryPutAsync(draft, group, id, device, i, cancellationToken)).ToArray();
        try
        {
            if ((await Task.WhenAll(puts)).All(static isStored => isStored)) return true;
        }
        catch (OperationCanceledException)
        {
            await DiscardAsync(devices, group, id);
            throw;
        }

        await DiscardAsync(devices, group, id);
        return false;
    }

    private async Task<bool> TryPutAsync(StripeDraft draft, PlacementGroup group, StripeId id, DeviceId deviceId, int index, CancellationToken cancellationToken)
    {
        try
        {
            if (devices.Find(deviceId) is not { } device) return false;
            await device.PutAsync(new FragmentWrite(new FragmentId(id, (byte)index), group.Id, group.Epoch, draft.Profile, draft.Layout.DataBytes, _owner, draft.FragmentOf(index)), cancellationToken);
            return true;
        }
        catch (StorageException)
        {
            selector.ReportFailure(deviceId);
            return false;
        }
    }
}
