namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What is on its way to full redundancy.</summary>
public sealed record PoolRepairProgress
{
    /// <summary>Stripes that wait for repair.</summary>
    public long? WaitingStripes { get; init; }

    /// <summary>Members of placement groups whose fragments are on their way.</summary>
    public long? MovingPositions { get; init; }

    /// <summary>Stripes of which too few fragments are left.</summary>
    public long? LostStripes { get; init; }
}
