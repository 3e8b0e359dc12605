using ObjectStore.Curator.Progress;

namespace ObjectStore.Curator.Reports;

/// <summary>How the curator stands, as it is stored for those who ask.</summary>
/// <param name="Version">Format version.</param>
/// <param name="At">When it was made; a curator that works makes one every few seconds.</param>
/// <param name="Jobs">Every job.</param>
/// <param name="Repair">What waits for repair.</param>
public sealed record CuratorReport(int Version, DateTimeOffset At, IReadOnlyList<JobReport> Jobs, RepairReport Repair) : IVersionedState
{
    /// <summary>Key in the progress of jobs.</summary>
    internal const string Key = "report/curator";

    /// <summary>A report older than this is the last word of a curator that has stopped, or cannot reach the catalog.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(30);
}
