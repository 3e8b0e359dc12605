namespace ObjectStore.Placement;

/// <summary>The newest cluster map that this process knows. Thread-safe: readers take one map and use it for a whole operation.</summary>
public sealed class ClusterMapHolder
{
    private volatile ClusterMap _current = ClusterMap.Empty;

    /// <summary>The newest map.</summary>
    public ClusterMap Current => _current;

    /// <summary>Takes a newer map; one that is not newer is ignored.</summary>
    public void Offer(ClusterMap map)
    {
        ClusterMap known;
        do
        {
            known = _current;
            if (map.Epoch <= known.Epoch) return;
        }
#pragma warning disable CS0420 // Interlocked gives the field the barriers that volatile asks for.
        while (Interlocked.CompareExchange(ref _current, map, known) != known);
#pragma warning restore CS0420
    }
}
