namespace ObjectStore.Clients.Tests.Index;

/// <summary>Settings and measurements of a store whose partitions split, merge and move within seconds of little load.</summary>
internal static class LivelyKeymap
{
    /// <summary>Arguments of a store with such settings.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--Gateway:HeatPeriod", "00:00:01",
        "--Curator:Keymap:Period", "00:00:01",
        "--Curator:Keymap:SustainedFor", "00:00:02",
        "--Curator:Keymap:SettleFor", "00:00:01",
        "--Curator:Keymap:BoundaryCooldown", "00:00:03",
        "--Curator:Keymap:MoveCooldown", "00:00:02",
        "--Curator:Keymap:MovesPerHourMax", "100000",
        "--Curator:Keymap:MoveAboveLoad", "1",
        "--Curator:Keymap:SplitAboveRequestsPerSecond", "4",
        "--Curator:Keymap:MergeBelowRequestsPerSecond", "1",
        "--Curator:Keymap:MergeBelowKeys", "20",
        "--Curator:Keymap:MergeAfter", "00:00:04",
        "--Curator:Keymap:PartitionsMax", "24",
        "--Index:DiscardGrace", "00:00:01",
    ];

    /// <summary>Partitions that a database owns, as the curator last saw it.</summary>
    public static async Task<double> PartitionsOfAsync(StandaloneProcess standalone, string database) =>
        Metrics.Sum(await standalone.GetMetricsAsync(TestContext.Current.CancellationToken), "objectstore_curator_keymap_partitions", $"database=\"{database}\"");

    /// <summary>Moves that the process has carried out.</summary>
    public static async Task<double> MovesAsync(StandaloneProcess standalone) =>
        Metrics.Sum(await standalone.GetMetricsAsync(TestContext.Current.CancellationToken), "objectstore_curator_keymap_moves_total", "outcome=\"moved\"");

    /// <summary>Decisions of a kind that the process has applied.</summary>
    public static async Task<double> AppliedAsync(StandaloneProcess standalone, string kind) =>
        Metrics.Sum(await standalone.GetMetricsAsync(TestContext.Current.CancellationToken), "objectstore_curator_keymap_decisions_total", $"kind=\"{kind}\",outcome=\"applied\"");
}
