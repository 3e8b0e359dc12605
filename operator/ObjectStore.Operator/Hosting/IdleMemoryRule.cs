namespace ObjectStore.Operator.Hosting;

/// <summary>When a collection of everything is worth it: there is more memory than the last one left, or the last ones still helped.</summary>
internal sealed class IdleMemoryRule
{
    /// <summary>Guess: an operator with a store needs less.</summary>
    private const long EnoughBytes = 64L << 20;

    /// <summary>Less than this is chance.</summary>
    private const long HelpsBytes = 1L << 20;

    /// <summary>The first collections mark what the pools let go of in later ones.</summary>
    private const int TriesMax = 4;

    private long _leftBytes = EnoughBytes;
    private long _beforeBytes;
    private int _tries;

    /// <summary>Whether to collect now.</summary>
    /// <param name="committedBytes">What the heap has of the system.</param>
    public bool IsDue(long committedBytes)
    {
        if (committedBytes > _leftBytes + _leftBytes / 4) _tries = TriesMax;
        if (_tries == 0 || committedBytes <= EnoughBytes) return false;
        _beforeBytes = committedBytes;
        return true;
    }

    /// <summary>Tells what a collection that was due has left.</summary>
    public void Collected(long committedBytes)
    {
        _leftBytes = Math.Max(committedBytes, EnoughBytes);
        _tries = _beforeBytes - committedBytes >= HelpsBytes ? TriesMax : _tries - 1;
    }
}
