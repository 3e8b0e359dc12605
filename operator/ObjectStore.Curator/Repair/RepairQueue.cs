using System.Numerics;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Reports;
using ObjectStore.Curator.Topology;

namespace ObjectStore.Curator.Repair;

/// <summary>Stripes that wait for repair, those with the fewest spare fragments first. Thread-safe and bounded.</summary>
/// <remarks>
/// Invariants: a stripe is in <c>_requests</c> at most once, whether it waits, is deferred or is being repaired; the bound counts all of them. Those that only wait for another
/// attempt, as while a device takes nothing, have at most half of the room, and those whose loss is to be confirmed a quarter, so that there is some for the others.
/// The queue is not stored: after a restart the walks find again what is missing.
/// </remarks>
internal sealed class RepairQueue(ClusterView cluster, TimeProvider timeProvider, IOptions<CuratorOptions> options) : IDamageReports
{
    private static readonly TimeSpan BackoffMin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromMinutes(10);

    private readonly RepairOptions _options = options.Value.Repair;
    private readonly Lock _lock = new();
    private readonly Dictionary<StripeId, RepairRequest> _requests = [];
    private readonly SortedSet<RepairRequest> _ready = new(MostEndangeredFirst.Instance);
    private readonly DeferredRepairs _deferred = new(options.Value.Repair.QueueStripes / 2);
    private readonly DeferredRepairs _suspectedLost = new(options.Value.Repair.QueueStripes / 4);
    private long _sequence;
    private long _dropped;

    /// <summary>Stripes in the queue, those being repaired included.</summary>
    public int Depth
    {
        get
        {
            lock (_lock) return _requests.Count;
        }
    }

    /// <summary>Requests that found no room.</summary>
    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>The stripes of the queue by how many fragments each may still lose, fewest first.</summary>
    public IReadOnlyList<SpareCount> CountBySpare()
    {
        lock (_lock)
        {
            return [.. _requests.Values.CountBy(static request => Math.Max(request.SpareFragments, -1)).OrderBy(static each => each.Key).Select(static each => new SpareCount(each.Key, each.Value))];
        }
    }

    /// <summary>What is in the queue, with the most endangered stripes by name; nothing of lost ones.</summary>
    public RepairReport Describe(int stripesMax)
    {
        lock (_lock)
        {
            var running = _requests.Values.Count(static request => request.IsTaken);
            var first = _requests.Values.OrderBy(static request => request, MostEndangeredFirst.Instance).Take(stripesMax)
                .Select(static request => new EndangeredStripe(request.Stripe.ToString(), request.Group.Value, request.SpareFragments, request.Attempts));
            return RepairReport.Empty with
            {
                Waiting = _ready.Count,
                Running = running,
                Deferred = _requests.Count - running - _ready.Count,
                Dropped = DroppedCount,
                BySpare = CountBySpare(),
                MostEndangered = [.. first],
            };
        }
    }

    /// <summary>How many stripes of each placement group are in the queue.</summary>
    public IReadOnlyDictionary<PlacementGroupId, int> CountByGroup()
    {
        lock (_lock) return _requests.Values.CountBy(static request => request.Group).ToDictionary();
    }

    /// <inheritdoc />
    public void Report(FragmentId fragment, PlacementGroupId group)
    {
        if (fragment.Index < Core.Stripes.ErasureProfile.FragmentsMax) Enqueue(fragment.Stripe, group, 1u << fragment.Index);
    }

    /// <summary>Takes a stripe on, or adds to what is known of it. The request's first outcome is Dropped when there is no room.</summary>
    public RepairRequest Enqueue(StripeId stripe, PlacementGroupId group, uint suspectMask)
    {
        lock (_lock)
        {
            if (_requests.TryGetValue(stripe, out var known))
            {
                if (known.IsTaken) known.ReportedSinceTaken |= suspectMask;
                else AddSuspects(known, suspectMask);
                return known;
            }

            var request = new RepairRequest(stripe, group, ++_sequence);
            AddSuspects(request, suspectMask);
            if (!MakeRoomFor(request))
            {
                Drop(request);
                return request;
            }

            _requests.Add(stripe, request);
            _ready.Add(request);
            return request;
        }
    }

    /// <summary>Takes out the most endangered stripe whose time has come; it stays known until <see cref="Complete"/> or <see cref="Return"/>.</summary>
    public RepairRequest? TryTake()
    {
        lock (_lock)
        {
            var now = timeProvider.GetUtcNow();
            _ready.UnionWith(_deferred.TakeDue(now));
            _ready.UnionWith(_suspectedLost.TakeDue(now));
            var request = _ready.Min;
            if (request is null) return null;
            _ready.Remove(request);
            request.IsTaken = true;
            return request;
        }
    }

    /// <summary>Ends an attempt for good, unless damage was reported during it: then the stripe waits for another.</summary>
    public void Complete(RepairRequest request, RepairOutcome outcome)
    {
        lock (_lock)
        {
            if (request.ReportedSinceTaken != 0)
            {
                (request.SuspectMask, request.Attempts, request.IsSuspectedLost) = (0, 0, false);
                PutBack(request);
                _ready.Add(request);
                return;
            }

            _requests.Remove(request.Stripe);
        }

        request.SetOutcome(outcome);
    }

    /// <summary>Ends an attempt that could not be finished: the stripe comes back later, each time after a longer while.</summary>
    public void Defer(RepairRequest request)
    {
        lock (_lock)
        {
            PutBack(request);
            Defer(request, _deferred, BackoffOf(request.Attempts++));
        }

        request.SetOutcome(RepairOutcome.Deferred);
    }

    /// <summary>Ends an attempt that found too few fragments for the first time: the stripe comes back when that is to be confirmed.</summary>
    public void DeferLoss(RepairRequest request)
    {
        lock (_lock)
        {
            request.IsSuspectedLost = true;
            PutBack(request);
            Defer(request, _suspectedLost, _options.ConfirmLossAfter);
        }

        request.SetOutcome(RepairOutcome.Deferred);
    }

    /// <summary>Has all that wait for another attempt tried now, as if for the first time, but for those that wait for their loss to be confirmed.</summary>
    public void Hasten()
    {
        lock (_lock)
        {
            foreach (var request in _deferred.TakeDue(DateTimeOffset.MaxValue))
            {
                request.Attempts = 0;
                _ready.Add(request);
            }
        }
    }

    /// <summary>Puts a stripe back whose attempt was cut off.</summary>
    public void Return(RepairRequest request)
    {
        lock (_lock)
        {
            PutBack(request);
            _ready.Add(request);
        }
    }

    private static TimeSpan BackoffOf(int attempts)
    {
        var delay = BackoffMin * Math.Pow(2, Math.Min(attempts, 20));
        return delay < BackoffMax ? delay : BackoffMax;
    }

    /// <summary>Ends the attempt under way: what was reported during it counts for the next.</summary>
    private void PutBack(RepairRequest request)
    {
        request.IsTaken = false;
        AddSuspects(request, request.ReportedSinceTaken);
        request.ReportedSinceTaken = 0;
    }

    private void AddSuspects(RepairRequest request, uint suspectMask)
    {
        var (isReady, isDeferred, isSuspectedLost) = (_ready.Remove(request), _deferred.Remove(request), _suspectedLost.Remove(request));
        request.SuspectMask |= suspectMask;
        var parity = cluster.Latest.FindGroup(request.Group)?.Profile.ParityFragments ?? 0;
        request.SpareFragments = parity - BitOperations.PopCount(request.SuspectMask);
        if (isReady) _ready.Add(request);
        if (isDeferred) _deferred.Add(request);
        if (isSuspectedLost) _suspectedLost.Add(request);
    }

    private void Defer(RepairRequest request, DeferredRepairs waiting, TimeSpan delay)
    {
        request.DueAt = timeProvider.GetUtcNow() + delay;
        if (waiting.Add(request) is { } least) Forget(least);
    }

    private bool MakeRoomFor(RepairRequest request)
    {
        if (_requests.Count < _options.QueueStripes) return true;
        var last = _ready.Max;
        if (last is null || MostEndangeredFirst.Instance.Compare(last, request) <= 0) return false;
        _ready.Remove(last);
        Forget(last);
        last.SetOutcome(RepairOutcome.Dropped);
        return true;
    }

    private void Forget(RepairRequest request)
    {
        _requests.Remove(request.Stripe);
        Interlocked.Increment(ref _dropped);
    }

    private void Drop(RepairRequest request)
    {
        Interlocked.Increment(ref _dropped);
        request.SetOutcome(RepairOutcome.Dropped);
    }
}
