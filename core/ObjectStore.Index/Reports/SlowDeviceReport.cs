namespace ObjectStore.Index.Reports;

/// <summary>What one gateway finds slow, as stored.</summary>
/// <param name="Version">Format version.</param>
/// <param name="At">When it was made.</param>
/// <param name="Devices">The devices.</param>
internal sealed record SlowDeviceReport(int Version, DateTimeOffset At, IReadOnlyList<SlowDeviceReport.Entry> Devices)
{
    /// <summary>The format version.</summary>
    public const int VersionNow = 1;

    /// <summary>A device and an operation.</summary>
    internal sealed record Entry(Guid Id, string Operation);
}
