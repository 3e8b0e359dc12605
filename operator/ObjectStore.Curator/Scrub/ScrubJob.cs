using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Repair;

namespace ObjectStore.Curator.Scrub;

/// <summary>
/// Verifies every byte on every device once a period, at a budget. What is damaged is repaired before progress is stored, so that a crash does not put off the
/// repair until the next period.
/// </summary>
internal sealed partial class ScrubJob(
    DeviceWalks walks,
    GroupLocator locator,
    RepairQueue queue,
    RepairWorker worker,
    CuratorMetrics metrics,
    TimeProvider timeProvider,
    IOptions<CuratorOptions> options,
    ILogger<ScrubJob> logger) : ICuratorJob
{
    private readonly ScrubOptions _options = options.Value.Scrub;
    private readonly ConcurrentDictionary<DeviceId, TokenBucket> _paces = new();

    public string Name => JobNames.Scrub;

    public TimeSpan Period => _options.Period;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        _paces.Clear();
        return await walks.RunAsync(Name, pass, _options.DevicesInParallel, ScrubStepAsync, cancellationToken);
    }

    private async ValueTask<(DeviceCursor? Next, JobResult Result)> ScrubStepAsync(
        IFragmentDevice device, DeviceCursor cursor, CancellationToken cancellationToken)
    {
        var pace = _paces.GetOrAdd(device.Id, _ => new TokenBucket(timeProvider, _options.BytesPerSecondPerDevice));
        await pace.TakeAsync(_options.StepBytes, cancellationToken);
        var page = await device.VerifyAsync(cursor, _options.StepBytes, cancellationToken);
        if (page.Damaged.Count > 0) await RepairAsync(page.Damaged, device, cancellationToken);
        return (page.Next, new JobResult(page.Damaged.Count, page.VerifiedBytes, IsComplete: true));
    }

    private async ValueTask RepairAsync(IReadOnlyList<FragmentId> damaged, IFragmentDevice device, CancellationToken cancellationToken)
    {
        var requests = new List<RepairRequest>(damaged.Count);
        foreach (var fragment in damaged)
        {
            metrics.DamageFound();
            Log.Damaged(logger, fragment, device.Id);
            if (await locator.FindAsync(fragment, device, cancellationToken) is { } group) requests.Add(queue.Enqueue(fragment.Stripe, group, 1u << fragment.Index));
            else Log.GroupNotFound(logger, fragment, device.Id);
        }

        await worker.DrainAsync(cancellationToken);
        await RepairRequest.FirstOutcomesAsync(requests, cancellationToken);
    }
}
