namespace ObjectStore.Index.Devices;

/// <summary>A device report as it is stored.</summary>
internal sealed record DeviceReportState(int Version, DateTimeOffset At, IReadOnlyList<Guid> SlowReads, IReadOnlyList<Guid> SlowWrites, IReadOnlyList<Guid> Silent)
{
    /// <summary>Format version; another one is passed over.</summary>
    public const int CurrentVersion = 1;
}
