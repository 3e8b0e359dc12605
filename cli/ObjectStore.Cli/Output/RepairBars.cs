using ObjectStore.AdminApi;

namespace ObjectStore.Cli.Output;

/// <summary>What is under way, as bars. Pure.</summary>
internal static class RepairBars
{
    public static IReadOnlyList<ProgressBarState> Of(RepairStatus status)
    {
        var bars = new List<ProgressBarState>();
        var queue = status.Queue;
        if (queue.Waiting + queue.Running + queue.Deferred > 0) bars.Add(new ProgressBarState("repair queue", 0, 0));
        foreach (var job in status.Jobs)
        {
            if (job.Progress is { All: > 0 } progress && progress.Done < progress.All) bars.Add(new ProgressBarState(job.Name, progress.Done, progress.All));
        }

        foreach (var fill in status.Fills) bars.Add(new ProgressBarState($"fills {fill.Device} ({fill.Node})", fill.FilledPlaces, fill.Places));
        return bars;
    }
}
