namespace ObjectStore.Placement;

/// <summary>The groups of one profile with their weights.</summary>
internal sealed class ProfileGroups
{
    /// <summary>Weights are whole MiB, so that the sum over all groups of the largest cluster stays far from overflow.</summary>
    private const int WeightUnitShift = 20;

    private readonly long[] _weightsUpTo;

    public ProfileGroups(SelectableGroup[] groups)
    {
        All = groups;
        _weightsUpTo = new long[groups.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i].FreeBytesMin > 0 && groups[i].Group.StandsInFor is null) TotalWeight += Math.Max(1, groups[i].FreeBytesMin >> WeightUnitShift);
            _weightsUpTo[i] = TotalWeight;
        }
    }

    /// <summary>All groups, at least one.</summary>
    public SelectableGroup[] All { get; }

    /// <summary>Sum of the weights, to which stand-ins add nothing; 0 when no group has all members free to write to.</summary>
    public long TotalWeight { get; }

    /// <summary>The group whose part of the weights holds <paramref name="point"/>, 0..TotalWeight−1.</summary>
    public SelectableGroup At(long point)
    {
        int low = 0, high = _weightsUpTo.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_weightsUpTo[middle] > point) high = middle;
            else low = middle + 1;
        }

        return All[low];
    }
}
