using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Stores single stripes: encodes, sends to a placement group, and on failure offers the whole stripe to another group. When no group of
/// the profile takes it, its bytes are stored as copies, a stripe per MiB, as long as a device is left in enough zones.
/// </summary>
internal sealed partial class StripeStore(
    FragmentSender sender,
    GroupDirectory groups,
    PlacementSelector selector,
    IDamageReports damageReports,
    LateBuffers late,
    DataPathMetrics metrics,
    DataPathOptions options,
    TimeProvider time,
    ILogger<StripeStore> logger)
{
    private const int DiscardBatchMax = 256;

    /// <summary>Bytes of buffer that a stripe of <paramref name="dataBytes"/> needs: with K=1 every copy is sent from the same bytes.</summary>
    public static int BufferBytes(ErasureProfile profile, int dataBytes)
    {
        var layout = new StripeLayout(profile, dataBytes);
        return profile.DataFragments == 1 ? dataBytes : layout.TotalBytes;
    }

    /// <summary>Id of the first stripe of a new write.</summary>
    public StripeId NewStripeId() => StripeId.New(time.GetUtcNow());

    /// <summary>Whether the write that began with <paramref name="first"/> is young enough to be committed; see <see cref="StripeLifetime"/>.</summary>
    public bool MayCommit(StripeId first) => StripeLifetime.MayCommit(first, time.GetUtcNow());

    /// <summary>The profile to store the next stripe with where this one is asked for: that of its stand-ins while none of its own groups takes writes.</summary>
    public ErasureProfile Resolve(PlacementTarget target) => selector.Resolve(target);

    /// <summary>The pool of what asks for none.</summary>
    public PoolName DefaultPool => selector.Map.DefaultPool;

    /// <summary>The profile of large objects in a pool, where this one is asked for.</summary>
    public ErasureProfile ProfileOf(PoolName pool, ErasureProfile asked) => selector.ProfileOf(pool, asked);

    /// <summary>A group for the stripes of a write, or null when none takes writes at the moment.</summary>
    public PlacementGroup? SelectGroup(PlacementTarget target) => selector.Select(target, []);

    /// <summary>Whether all members of the group take writes at the moment.</summary>
    public bool IsGood(PlacementGroup group) => selector.IsGood(group);

    /// <summary>Stores the data bytes at the start of <paramref name="lease"/>; completes when the quorum is reached.</summary>
    /// <param name="lease">Owned by this call from now on; given back when neither source nor devices need it.</param>
    /// <param name="settled">Completes when the source of the bytes no longer needs them.</param>
    /// <param name="layout">Profile and length.</param>
    /// <param name="pool">Where it is stored.</param>
    /// <param name="group">The group that it is offered to first.</param>
    /// <param name="id">Id of the stripe in that group.</param>
    /// <param name="owner">A formatted owner.</param>
    /// <exception cref="StorageException">QuorumNotReached, or DeviceFull when the pool as a whole has no room; what was written has been deleted as far as devices answered.</exception>
    public async Task<IReadOnlyList<StoredStripe>> StoreAsync(
        BufferLease lease, Task settled, StripeLayout layout, PoolName pool, PlacementGroup? group, StripeId id, ReadOnlyMemory<byte> owner)
    {
        var use = new BufferUse(lease, settled, late);
        try
        {
            Encode(layout, lease.Memory.Span);
            if (await TryGroupsAsync(use, layout, use.Memory, pool, group, id, owner) is { } stored) return [stored];
            return layout.Profile.DataFragments == 1 ? throw NoQuorum(pool) : await StoreCopiesAsync(use, layout, pool, owner);
        }
        finally
        {
            use.Release();
        }
    }

    /// <summary>Deletes all fragments of the runs, as far as devices answer.</summary>
    public async ValueTask DiscardAsync(IReadOnlyList<StripeRun> runs)
    {
        foreach (var run in runs)
        {
            for (var first = 0; first < run.StripeCount; first += DiscardBatchMax)
            {
                await DiscardAsync(groups.Get(run.Group).Group, run.First.Plus(first), Math.Min(DiscardBatchMax, run.StripeCount - first));
            }
        }
    }

    private static void Encode(StripeLayout layout, Span<byte> bytes)
    {
        if (layout.Profile.DataFragments == 1) return;
        bytes[layout.DataBytes..layout.ParityOffset].Clear();
        ErasureCodec.For(layout.Profile).Encode(bytes[..layout.ParityOffset], bytes[layout.ParityOffset..layout.TotalBytes], layout.FragmentBytes);
    }

    private StorageException NoQuorum(PoolName pool) => selector.IsFull(new PlacementTarget(pool, ErasureProfile.Replicated))
        ? new StorageException(StorageErrorCode.DeviceFull, "The pool is full: too few devices have room for three copies in two zones.")
        : new StorageException(StorageErrorCode.QuorumNotReached, "Too few devices took the stripe, in every placement group that it was offered to.");

    /// <summary>Offers the stripe to group after group; null when none took it. Copies are the last way to store it, so they are also offered to devices that failed lately.</summary>
    private async ValueTask<StoredStripe?> TryGroupsAsync(
        BufferUse use, StripeLayout layout, ReadOnlyMemory<byte> bytes, PoolName pool, PlacementGroup? group, StripeId id, ReadOnlyMemory<byte> owner)
    {
        var target = new PlacementTarget(pool, layout.Profile);
        List<PlacementGroupId> failed = [];
        while (failed.Count < options.WriteAttemptsMax)
        {
            if (layout.Profile.DataFragments == 1) group ??= selector.SelectAvoided(target, CollectionsMarshal.AsSpan(failed));
            if (group is null) break;
            if (await TryGroupAsync(use, layout, bytes, group, id, owner)) return new StoredStripe(id, group.Id, layout.Profile, layout.DataBytes);

            // A stripe that is offered again gets an id of its own: fragments of the failed attempt must never be taken for its own.
            failed.Add(group.Id);
            id = NewStripeId();
            group = selector.Select(target, CollectionsMarshal.AsSpan(failed));
        }

        return null;
    }

    private async ValueTask<bool> TryGroupAsync(
        BufferUse use, StripeLayout layout, ReadOnlyMemory<byte> bytes, PlacementGroup group, StripeId id, ReadOnlyMemory<byte> owner)
    {
        var targets = groups.Get(group.Id);
        var put = StripePut.Start(sender, targets, id, layout, bytes, owner);
        use.Add(put);
        if (await put.Quorum)
        {
            if (!put.IsWhole) _ = ReportMissingAsync(put, targets.Group, id);
            return true;
        }

        Log.StripeRetried(logger, id, group.Id, put.FirstFailure);
        metrics.StripeRetried();

        // Who has to try again has waited enough: the fragments are deleted meanwhile.
        _ = DiscardAsync(targets.Group, id, 1);
        return false;
    }

    /// <summary>Stores the stripe as copies, all at once: who waits for a slow device already must not wait for one after the other.</summary>
    private async ValueTask<IReadOnlyList<StoredStripe>> StoreCopiesAsync(BufferUse use, StripeLayout layout, PoolName pool, ReadOnlyMemory<byte> owner)
    {
        var first = NewStripeId();
        var group = SelectGroup(new PlacementTarget(pool, ErasureProfile.Replicated));
        var puts = new List<Task<StoredStripe?>>();
        for (var offset = 0; offset < layout.DataBytes; offset += StripeLayout.FragmentBytesMax)
        {
            var copy = new StripeLayout(ErasureProfile.Replicated, Math.Min(StripeLayout.FragmentBytesMax, layout.DataBytes - offset));
            puts.Add(TryGroupsAsync(use, copy, use.Memory.Slice(offset, copy.DataBytes), pool, group, first.Plus(puts.Count), owner).AsTask());
        }

        var results = await Task.WhenAll(puts);
        StoredStripe[] stored = [.. results.OfType<StoredStripe>()];
        if (stored.Length == results.Length)
        {
            metrics.StripeStoredAsCopies();
            return stored;
        }

        foreach (var stripe in stored) await DiscardAsync(groups.Get(stripe.Group).Group, stripe.Id, 1);
        throw NoQuorum(pool);
    }

    /// <summary>Fragments that failed, or were late, after the quorum was reached are missing redundancy, which repair restores.</summary>
    private async Task ReportMissingAsync(StripePut put, PlacementGroup group, StripeId stripe)
    {
        await put.Settled;
        for (var i = 0; i < group.Profile.FragmentCount; i++)
        {
            if ((put.Durable >> i & 1) == 0) damageReports.Report(new FragmentId(stripe, (byte)i), group.Id);
        }
    }

    private Task DiscardAsync(PlacementGroup group, StripeId first, int count) => Task.WhenAll(group.Devices.Select((device, i) =>
    {
        var ids = new FragmentId[count];
        for (var s = 0; s < count; s++) ids[s] = new FragmentId(first.Plus(s), (byte)i);
        return sender.DiscardAsync(device, ids).AsTask();
    }));
}
