namespace ObjectStore.Placement;

/// <summary>A device while the members of one profile's groups are planned: the places that it has and should have.</summary>
internal sealed class DeviceShare(Device device, double target)
{
    /// <summary>Differences below this come from rounding.</summary>
    public const double Rounding = 1e-6;

    /// <summary>The device; one that has left the map counts as given up.</summary>
    public Device Device => device;

    /// <summary>Places that it should have.</summary>
    public double Target => target;

    /// <summary>Places that it has.</summary>
    public List<(GroupDraft Group, int Position)> Held { get; } = new((int)target + 2);

    /// <summary>Whether groups must replace it because what it holds counts as lost.</summary>
    public bool IsGivenUp => device.State is DeviceState.Out;

    /// <summary>Places above the target; negative below it.</summary>
    public double Excess => Held.Count - target;

    /// <summary>How full it would be with one more place, for its capacity; the least is chosen first.</summary>
    public double NextFill => (Held.Count + 1) / Math.Max(target, 0.01);
}
