namespace ObjectStore.AdminApi;

/// <summary>What is being repaired, filled and moved.</summary>
/// <param name="ReportedAt">When the curator last told how things are; null before it ever did.</param>
/// <param name="IsCurrent">Whether that is so recent that a curator is at work.</param>
/// <param name="Queue">Stripes that lack fragments.</param>
/// <param name="Jobs">The background jobs.</param>
/// <param name="Fills">Devices that are being filled with fragments computed from others.</param>
/// <param name="Clears">Devices that are being emptied, or from which positions move away.</param>
public sealed record RepairStatus(
    DateTimeOffset? ReportedAt, bool IsCurrent, RepairQueueInfo Queue, IReadOnlyList<JobInfo> Jobs, IReadOnlyList<FillInfo> Fills, IReadOnlyList<ClearInfo> Clears)
{
    /// <summary>Whether something is still to be repaired, filled or moved.</summary>
    public bool IsUnderWay => Queue.Waiting + Queue.Running + Queue.Deferred > 0 || Fills.Count > 0 || Clears.Count > 0;
}
