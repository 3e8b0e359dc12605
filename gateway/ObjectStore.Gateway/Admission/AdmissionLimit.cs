namespace ObjectStore.Gateway.Admission;

/// <summary>Bounds how many requests are worked on at once. Over the bound a request is refused at once: there is no queue.</summary>
/// <remarks>Thread-safe. Invariant: the count is between 0 and the bound whenever no caller is between its own two steps.</remarks>
internal sealed class AdmissionLimit(int requestsMax)
{
    private int _count;

    /// <summary>Requests that are being worked on.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a place, to be given back with <see cref="Leave"/>; false when there is none.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= requestsMax) return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
