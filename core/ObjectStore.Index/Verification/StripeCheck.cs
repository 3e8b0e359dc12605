using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Placement;

namespace ObjectStore.Index.Verification;

/// <summary>Asks the devices for the headers of the fragments that rows name, in batches and paced. Payloads are the scrub's matter.</summary>
/// <remarks>Used by one caller at a time. Invariant: at most <see cref="BatchStripes"/> stripes wait.</remarks>
internal sealed class StripeCheck(ICatalog catalog, IFragmentDevices devices, VerifyOptions options, TimeProvider time, IIndexVerifyObserver observer)
{
    private const int BatchStripes = 512;

    private readonly List<NamedStripe> _batch = [];
    private long _batchBegan = time.GetTimestamp();
    private ClusterMap? _map;

    /// <summary>Stripes that have been asked for.</summary>
    public long CheckedCount { get; private set; }

    /// <summary>Has the stripes of a run checked, now or with the next batch.</summary>
    public async ValueTask AddAsync(IndexDatabase database, Row row, StripeRun run, CancellationToken cancellationToken)
    {
        for (var i = 0; i < run.StripeCount; i++)
        {
            _batch.Add(new NamedStripe(database, row, run, run.First.Plus(i)));
            if (_batch.Count == BatchStripes) await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Checks what waits.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0) return;
        if (!await TryReadMapAsync(cancellationToken))
        {
            _batch.Clear();
            return;
        }

        await PaceAsync(_batch.Count, cancellationToken);
        var suspicious = await AskAsync(_batch, cancellationToken);
        CheckedCount += _batch.Count;
        _batch.Clear();
        if (suspicious.Count == 0) return;

        // A write is acknowledged before its last fragments arrive, and groups change: what still looks wrong is looked at again.
        if (suspicious.Exists(each => time.GetUtcNow() - each.Stripe.Id.CreatedAt < options.YoungStripe)) await Task.Delay(options.RecheckDelay, time, cancellationToken);
        _map = null;
        if (!await TryReadMapAsync(cancellationToken)) return;
        foreach (var (stripe, readable, unreachable) in await AskAsync([.. suspicious.Select(static each => each.Stripe)], cancellationToken))
        {
            if (await IsNamedAsync(stripe, cancellationToken)) await observer.FoundAsync(FindingOf(stripe, readable, unreachable), cancellationToken);
        }
    }

    /// <summary>Without a map nobody knows where fragments are. That it is damaged is a finding about its row, not about every stripe.</summary>
    private async ValueTask<bool> TryReadMapAsync(CancellationToken cancellationToken)
    {
        try
        {
            _map ??= await catalog.GetClusterMapAsync(cancellationToken);
            return true;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptIndex)
        {
            return false;
        }
    }

    private async ValueTask PaceAsync(int stripes, CancellationToken cancellationToken)
    {
        var due = TimeSpan.FromSeconds((double)stripes / options.StripesPerSecondMax) - time.GetElapsedTime(_batchBegan);
        if (due > TimeSpan.Zero) await Task.Delay(due, time, cancellationToken);
        _batchBegan = time.GetTimestamp();
    }

    private async ValueTask<List<(NamedStripe Stripe, int Readable, int Unreachable)>> AskAsync(IReadOnlyList<NamedStripe> stripes, CancellationToken cancellationToken)
    {
        var answers = new (int Readable, int Unreachable)[stripes.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.StripesInParallel, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, stripes.Count, parallel, async (i, token) => answers[i] = await CountAsync(stripes[i], token));
        var suspicious = new List<(NamedStripe, int, int)>();
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Readable < stripes[i].Run.Profile.FragmentCount) suspicious.Add((stripes[i], answers[i].Readable, answers[i].Unreachable));
        }

        return suspicious;
    }

    private async ValueTask<(int Readable, int Unreachable)> CountAsync(NamedStripe stripe, CancellationToken cancellationToken)
    {
        if (_map!.FindGroup(stripe.Run.Group) is not { } group) return (0, 0);
        var conditions = await Task.WhenAll(Enumerable.Range(0, Math.Min(group.Devices.Count, stripe.Run.Profile.FragmentCount))
            .Select(index => IsReadableAsync(group.Devices[index], new FragmentId(stripe.Id, (byte)index), cancellationToken)));
        return (conditions.Count(static each => each == true), conditions.Count(static each => each is null));
    }

    /// <summary>Whether the device has a whole header of the fragment; null when it does not answer.</summary>
    private async Task<bool?> IsReadableAsync(DeviceId id, FragmentId fragment, CancellationToken cancellationToken)
    {
        if (devices.Find(id) is not { } device) return null;
        try
        {
            return await device.TryDescribeAsync(fragment, cancellationToken) is not null;
        }
        catch (StorageException exception)
        {
            return exception.Code == StorageErrorCode.CorruptFragment ? false : null;
        }
    }

    /// <summary>Whether the row is still as it was read: what was deleted meanwhile may be gone.</summary>
    private static async ValueTask<bool> IsNamedAsync(NamedStripe stripe, CancellationToken cancellationToken) =>
        await stripe.Database.Store.ReadAsync(stripe.Row.Key, cancellationToken) is { } now && now.Value.Span.SequenceEqual(stripe.Row.Value.Span);

    private IndexFinding FindingOf(NamedStripe stripe, int readable, int unreachable)
    {
        var profile = stripe.Run.Profile;
        var kind = readable < profile.DataFragments ? FindingKind.MissingData : FindingKind.DegradedStripe;
        var detail = _map!.FindGroup(stripe.Run.Group) is null
            ? $"Stripe {stripe.Id}: the cluster map has no placement group {stripe.Run.Group}."
            : $"Stripe {stripe.Id}, group {stripe.Run.Group}: {readable} of {profile} fragments readable, {unreachable} on devices that do not answer.";
        return RowCheck.Of(kind, stripe.Database, stripe.Row, detail);
    }

    private sealed record NamedStripe(IndexDatabase Database, Row Row, StripeRun Run, StripeId Id);
}
