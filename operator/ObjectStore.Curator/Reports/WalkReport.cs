namespace ObjectStore.Curator.Reports;

/// <summary>How far a walk over all devices has come.</summary>
/// <param name="StartedAt">When the pass began.</param>
/// <param name="IsFinished">Whether it has ended.</param>
/// <param name="Devices">The devices that it has begun with.</param>
public sealed record WalkReport(DateTimeOffset StartedAt, bool IsFinished, IReadOnlyList<DeviceWalkReport> Devices);
