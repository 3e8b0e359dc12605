using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Progress;

/// <summary>Walks over all devices for jobs that look at every fragment, with a checkpoint after each page of each device.</summary>
internal sealed partial class DeviceWalks(JobProgress progress, ClusterView cluster, IFragmentDevices devices, ILogger<DeviceWalks> logger)
{
    /// <summary>One page of work on a device.</summary>
    public delegate ValueTask<(DeviceCursor? Next, JobResult Result)> Step(IFragmentDevice device, DeviceCursor cursor, CancellationToken cancellationToken);

    /// <summary>Takes the pass to the end of every device that answers; one that fails is left for later and does not hold up the others.</summary>
    public async ValueTask<JobResult> RunAsync(string job, JobPass pass, int devicesInParallel, Step step, CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        var total = new JobResult(0, 0, IsComplete: true);
        var totalLock = new Lock();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = devicesInParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(map.Devices.Where(IsExpected), parallel, async (device, token) =>
        {
            var result = await WalkAsync(job, pass, device.Id, step, token);
            lock (totalLock) total = total.Plus(result);
        });
        return total;
    }

    /// <summary>Devices that do not answer for a known reason must not keep a pass from ever ending.</summary>
    private static bool IsExpected(Device device) => device.State is not (DeviceState.Down or DeviceState.Out or DeviceState.Drained);

    private async ValueTask<JobResult> WalkAsync(string job, JobPass pass, DeviceId id, Step step, CancellationToken cancellationToken)
    {
        var key = $"{job}/{id}";
        var total = new JobResult(0, 0, IsComplete: true);
        try
        {
            var state = await progress.ReadAsync(key, ProgressJson.Default.WalkState, cancellationToken);
            if (state is null || state.PassStartedAt != pass.StartedAt) state = new WalkState(ProgressJson.Version, pass.StartedAt, 0, IsFinished: false);
            while (!state.IsFinished)
            {
                if (devices.Find(id) is not { } device) return total with { IsComplete = false };
                var (next, result) = await step(device, new DeviceCursor(state.Cursor), cancellationToken);
                total = total.Plus(result);
                state = state with { Cursor = next?.Value ?? 0, IsFinished = next is null, Items = state.Items + result.Items, Bytes = state.Bytes + result.Bytes };
                await progress.StoreAsync(key, state, ProgressJson.Default.WalkState, cancellationToken);
            }
        }
        catch (StorageException exception)
        {
            Log.WalkInterrupted(logger, exception, job, id);
            return total with { IsComplete = false };
        }

        return total;
    }
}
