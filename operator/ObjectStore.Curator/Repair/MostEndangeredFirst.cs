namespace ObjectStore.Curator.Repair;

/// <summary>Stripes with the fewest spare fragments first, and of those with as many the one that came first.</summary>
internal sealed class MostEndangeredFirst : IComparer<RepairRequest>
{
    public static readonly MostEndangeredFirst Instance = new();

    public int Compare(RepairRequest? x, RepairRequest? y)
    {
        var bySpare = x!.SpareFragments.CompareTo(y!.SpareFragments);
        return bySpare != 0 ? bySpare : x.Sequence.CompareTo(y.Sequence);
    }
}
