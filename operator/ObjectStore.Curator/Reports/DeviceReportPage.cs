using ObjectStore.Curator.Progress;

namespace ObjectStore.Curator.Reports;

/// <summary>Some of the device reports: a row of the catalog holds a thousand with ease, and not all of a large cluster.</summary>
/// <param name="Version">Format version.</param>
/// <param name="At">When they were made.</param>
/// <param name="Pages">How many pages there are in all.</param>
/// <param name="Devices">The reports of this page.</param>
internal sealed record DeviceReportPage(int Version, DateTimeOffset At, int Pages, IReadOnlyList<DeviceReport> Devices) : IVersionedState
{
    /// <summary>About 250 bytes each, in rows of at most 1 MiB.</summary>
    public const int DevicesMax = 1_000;

    /// <summary>Key of a page in the progress of jobs.</summary>
    public static string KeyOf(int page) => $"report/devices/{page}";
}
