using ObjectStore.Core.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>One upload: fills stripes from the source, sends them, a few at a time, and collects where they went.</summary>
/// <remarks>
/// Used once, by one caller. Invariants: at most <c>StripesInFlight</c> stripes are unsettled; a buffer is given back only when neither the
/// source nor a device needs it; runs hold exactly the stripes whose quorum was reached, in the order of the object.
/// </remarks>
internal sealed class ObjectWriter(StripeStore store, BufferPool pool, DataPathOptions options, IByteSource source, FragmentOwner owner, PoolName? placedIn)
{
    /// <summary>A group for so many stripes, 256 MiB at 4+2: few runs in the row, and still a large object spreads over the cluster.</summary>
    private const int StripesPerGroup = 64;

    private readonly RunBuilder _runs = new();
    private readonly Queue<Task<IReadOnlyList<StoredStripe>>> _inFlight = new();
    private readonly byte[] _owner = owner.Format();
    private readonly StripeId _firstStripe = store.NewStripeId();

    /// <summary>Decided once, so that all stripes of an object lie in one pool.</summary>
    private readonly PoolName _pool = placedIn ?? store.DefaultPool;

    private PlacementGroup? _group;
    private int _stripeCount;

    /// <summary>Stores the whole source; see <see cref="IObjectData.WriteAsync"/>.</summary>
    public async ValueTask<IReadOnlyList<StripeRun>> WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAllAsync(cancellationToken);
            while (_inFlight.Count > 0) await CollectAsync();
            if (!store.MayCommit(_firstStripe)) throw new StorageException(StorageErrorCode.Overloaded, "The upload took longer than a write may take.");
            return _runs.Runs;
        }
        catch
        {
            await AbandonAsync();
            throw;
        }
    }

    private async ValueTask SendAllAsync(CancellationToken cancellationToken)
    {
        var asked = ProfileFor(source.ObjectLength);
        var remaining = source.Length ?? long.MaxValue;
        while (remaining > 0)
        {
            // For each stripe anew, so that an upload of hours leaves a zone that is lost, and its stand-ins when the zone is back.
            var profile = store.Resolve(new PlacementTarget(_pool, asked));
            var capacity = (int)Math.Min(remaining, (long)profile.DataFragments * options.FragmentBytesMax);
            var lease = await pool.RentAsync(StripeStore.BufferBytes(profile, capacity), cancellationToken);
            var filled = await FillAsync(lease, capacity, cancellationToken);
            if (filled == 0)
            {
                lease.Dispose();
                break;
            }

            if (_inFlight.Count == options.StripesInFlight) await CollectOrDisposeAsync(lease);
            if (_stripeCount % StripesPerGroup == 0 || _group is not null && (_group.Profile != profile || !store.IsGood(_group))) _group = null;
            _group ??= store.SelectGroup(new PlacementTarget(_pool, profile));
            _inFlight.Enqueue(store.StoreAsync(lease, source.SettleAsync(), new StripeLayout(profile, filled), _pool, _group, _firstStripe.Plus(_stripeCount++), _owner));
            remaining -= filled;
            if (filled < capacity) break;
        }

        await EnsureEndAsync(remaining == 0, cancellationToken);
    }

    private ErasureProfile ProfileFor(long? length) =>
        length is { } known && known <= options.SmallObjectBytesMax ? ErasureProfile.Replicated : store.ProfileOf(_pool, options.Profile);

    /// <summary>Reads until <paramref name="capacity"/> bytes are there or the source ends. On failure the lease is gone.</summary>
    private async ValueTask<int> FillAsync(BufferLease lease, int capacity, CancellationToken cancellationToken)
    {
        var filled = 0;
        try
        {
            while (filled < capacity)
            {
                var count = await source.ReadAsync(lease.Memory[filled..capacity], cancellationToken);
                if (count == 0) break;
                filled += count;
            }

            return filled;
        }
        catch
        {
            await source.SettleAsync();
            lease.Dispose();
            throw;
        }
    }

    /// <summary>A source verifies its bytes when it ends, so the end is always read, also when the length was known.</summary>
    private async ValueTask EnsureEndAsync(bool isLengthReached, CancellationToken cancellationToken)
    {
        if (!isLengthReached) return;
        var surplus = new byte[1];
        var count = await source.ReadAsync(surplus, cancellationToken);
        Invariant.That(count == 0);
    }

    private async ValueTask CollectOrDisposeAsync(BufferLease lease)
    {
        try
        {
            await CollectAsync();
        }
        catch
        {
            await source.SettleAsync();
            lease.Dispose();
            throw;
        }
    }

    private async ValueTask CollectAsync()
    {
        foreach (var stripe in await _inFlight.Dequeue())
        {
            _runs.Add(stripe.Id, stripe.Group, stripe.Profile, stripe.DataBytes);
            if (stripe.Group != _group?.Id) _group = null;
        }
    }

    /// <summary>Waits for what is still on its way, then deletes everything: no row will ever name it.</summary>
    private async ValueTask AbandonAsync()
    {
        while (_inFlight.TryPeek(out _))
        {
            try
            {
                await CollectAsync();
            }
            catch (StorageException)
            {
                // The write fails with the first error; this stripe has cleaned up after itself.
            }
        }

        await store.DiscardAsync(_runs.Runs);
    }
}
