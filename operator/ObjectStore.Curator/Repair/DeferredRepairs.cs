namespace ObjectStore.Curator.Repair;

/// <summary>Stripes that wait until a time before they are tried again. Bounded. Used only under the lock of the queue.</summary>
/// <remarks>Invariant: both orders hold the same requests. What they go by changes only while a request is not here.</remarks>
/// <param name="countMax">How many may wait; over it the least endangered go.</param>
internal sealed class DeferredRepairs(int countMax)
{
    private readonly SortedSet<RepairRequest> _byTime = new(EarliestFirst.Instance);
    private readonly SortedSet<RepairRequest> _byDanger = new(MostEndangeredFirst.Instance);

    /// <summary>Takes a request in; gives the one for which there is no room then, which may be the same, or null.</summary>
    public RepairRequest? Add(RepairRequest request)
    {
        _byTime.Add(request);
        _byDanger.Add(request);
        if (_byDanger.Count <= countMax) return null;
        var last = _byDanger.Max!;
        Remove(last);
        return last;
    }

    /// <summary>Takes a request out; false when it is not here.</summary>
    public bool Remove(RepairRequest request) => _byDanger.Remove(request) && _byTime.Remove(request);

    /// <summary>Takes out the requests whose time has come.</summary>
    public IEnumerable<RepairRequest> TakeDue(DateTimeOffset now)
    {
        while (_byTime.Min is { } first && first.DueAt <= now)
        {
            Remove(first);
            yield return first;
        }
    }

    private sealed class EarliestFirst : IComparer<RepairRequest>
    {
        public static readonly EarliestFirst Instance = new();

        public int Compare(RepairRequest? x, RepairRequest? y)
        {
            var byTime = x!.DueAt.CompareTo(y!.DueAt);
            return byTime != 0 ? byTime : x.Sequence.CompareTo(y.Sequence);
        }
    }
}
