namespace ObjectStore.Curator.Clocks;

/// <summary>What several clocks say together. Pure.</summary>
/// <param name="Now">The earliest time that one of them shows: who goes by it removes nothing too early, whichever is right.</param>
/// <param name="Difference">How far they are apart.</param>
/// <param name="IsTrusted">Whether that is little enough to go by them.</param>
internal readonly record struct ClockVerdict(DateTimeOffset Now, TimeSpan Difference, bool IsTrusted)
{
    /// <summary>Compares the own clock with others.</summary>
    /// <param name="own">What it shows.</param>
    /// <param name="databases">What the clocks of the databases show.</param>
    /// <param name="nodes">What the clocks of nodes show, in any order. Their median counts, so that one machine that is off, or lies, changes nothing.</param>
    /// <param name="differenceMax">How far apart they may be.</param>
    public static ClockVerdict Of(DateTimeOffset own, IReadOnlyList<DateTimeOffset> databases, IReadOnlyList<DateTimeOffset> nodes, TimeSpan differenceMax)
    {
        var (earliest, latest) = (own, own);
        foreach (var shown in databases) Include(shown);
        if (nodes.Count > 0) Include(nodes.Order().ElementAt((nodes.Count - 1) / 2));
        return new ClockVerdict(earliest, latest - earliest, latest - earliest <= differenceMax);

        void Include(DateTimeOffset shown)
        {
            if (shown < earliest) earliest = shown;
            if (shown > latest) latest = shown;
        }
    }
}
