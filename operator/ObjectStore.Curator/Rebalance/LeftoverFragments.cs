using System.Buffers;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Sweep;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Rebalance;

/// <summary>
/// Clears a device that is to be emptied and that no group names any more, not even as an old place, of what was written there late: by a gateway with an old map, and by
/// writes that never got a row.
/// </summary>
/// <remarks>
/// What no row names and no write can still name is deleted; everything else is copied to the member of its group, whether or not a row names it, read there whole, and only
/// then deleted here. So an upload under way keeps its fragments, and the drain does not wait until it is known whether it will end.
/// </remarks>
internal sealed class LeftoverFragments(
    IObjectIndex index, ClusterView cluster, IFragmentDevices devices, MemberCopies copies, WitnessedClock clock, TimeProvider time, IOptions<CuratorOptions> options)
{
    private readonly SweepOptions _sweep = options.Value.Sweep;
    private readonly RebalanceOptions _options = options.Value.Rebalance;
    private readonly TokenBucket _pace = new(time, options.Value.Repair.BytesPerSecond);

    /// <summary>One walk over the device. Complete when nothing is left that is known of.</summary>
    public async ValueTask<JobResult> ClearAsync(IFragmentDevice device, CancellationToken cancellationToken)
    {
        var total = new JobResult(0, 0, IsComplete: true);
        DeviceCursor? cursor = DeviceCursor.Start;
        while (cursor is { } at)
        {
            var page = await device.ListAsync(at, _options.PageFragments, cancellationToken);
            if (page.Fragments.Count > 0) total = total.Plus(await ClearAsync(device, page.Fragments, cancellationToken));
            cursor = page.Next;
        }

        return total;
    }

    /// <summary>Deletes what is safe elsewhere, by a map that is read after that is known: somebody may have taken the drain back meanwhile.</summary>
    private async ValueTask<JobResult> ClearAsync(IFragmentDevice device, IReadOnlyList<FragmentDescription> page, CancellationToken cancellationToken)
    {
        // While clocks are too far apart nothing is removed for its age: it is copied.
        var now = await clock.TryReadAsync(cancellationToken);
        var before = await cluster.ReadAsync(cancellationToken);
        var safe = new List<FragmentDescription>();
        foreach (var fragment in page)
        {
            if (await IsOrphanAsync(fragment, now, cancellationToken) || await IsHeldAsync(fragment, before, device, cancellationToken)) safe.Add(fragment);
        }

        var after = await cluster.ReadAsync(cancellationToken);
        if (!RebalancePlan.IsLeftBehind(after, device.Id)) return new JobResult(0, 0, IsComplete: false);
        safe.RemoveAll(fragment => RebalancePlan.MemberOf(fragment, before) != RebalancePlan.MemberOf(fragment, after));
        if (safe.Count > 0) await device.DeleteAsync([.. safe.Select(fragment => fragment.Id)], cancellationToken);
        return new JobResult(safe.Count, safe.Sum(fragment => (long)fragment.PayloadBytes), IsComplete: safe.Count == page.Count);
    }

    /// <summary>Whether the member holds the fragment whole, if need be after it was copied there.</summary>
    private async ValueTask<bool> IsHeldAsync(FragmentDescription fragment, ClusterMap map, IFragmentDevice device, CancellationToken cancellationToken)
    {
        if (RebalancePlan.MemberOf(fragment, map) is not { } id || id == device.Id || devices.Find(id) is not { } member) return false;
        var group = map.FindGroup(fragment.Group)!;
        try
        {
            if (fragment.Profile == group.Profile && !await HasHeaderAsync(member, fragment, cancellationToken)) await TryCopyAsync(fragment, group, device, member, cancellationToken);
        }
        catch (StorageException exception) when (exception.Code is StorageErrorCode.DeviceFull or StorageErrorCode.DeviceUnavailable)
        {
            // One member that takes nothing must not keep the fragments of all others here.
            return false;
        }

        return await copies.IsHeldWholeAsync(fragment, group, cancellationToken);
    }

    private async ValueTask<bool> IsOrphanAsync(FragmentDescription fragment, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        if (now is not { } known || SweepPlan.JudgeHeader(fragment, known, _sweep.OrphanAge) is not null || !FragmentOwner.TryParse(fragment.Owner, out var owner)) return false;
        try
        {
            return !await index.IsReferencedAsync(owner, fragment.Id.Stripe, cancellationToken);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptIndex)
        {
            // Nobody can say that it is unwanted, so it is kept elsewhere.
            return false;
        }
    }

    private static async ValueTask<bool> HasHeaderAsync(IFragmentDevice member, FragmentDescription fragment, CancellationToken cancellationToken)
    {
        try
        {
            return await member.TryDescribeAsync(fragment.Id, cancellationToken) is not null;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptFragment)
        {
            return false;
        }
    }

    /// <summary>Copies what can be read; what cannot, the repair restores at the member if a row names it.</summary>
    private async ValueTask TryCopyAsync(
        FragmentDescription fragment, PlacementGroup group, IFragmentDevice from, IFragmentDevice member, CancellationToken cancellationToken)
    {
        await _pace.TakeAsync(fragment.PayloadBytes, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(fragment.PayloadBytes);
        try
        {
            var payload = buffer.AsMemory(0, fragment.PayloadBytes);
            await from.ReadAsync(fragment.Id, 0, payload, cancellationToken);
            await member.PutAsync(new FragmentWrite(fragment.Id, group.Id, group.Epoch, fragment.Profile, fragment.StripeDataBytes, fragment.Owner, payload), cancellationToken);
        }
        catch (StorageException exception) when (exception.Code is StorageErrorCode.CorruptFragment or StorageErrorCode.FragmentNotFound)
        {
            // The member is asked next, and says what it lacks.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
