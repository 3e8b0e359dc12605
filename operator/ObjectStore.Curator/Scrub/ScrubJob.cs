using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Progress;

namespace ObjectStore.Curator.Scrub;

/// <summary>Verifies every byte on every device once a period, at a budget, and hands what is damaged to repair.</summary>
internal sealed partial class ScrubJob(
    DeviceWalks walks,
    GroupLocator locator,
    IDamageReports damage,
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
        foreach (var fragment in page.Damaged) await ReportAsync(fragment, device, cancellationToken);
        return (page.Next, new JobResult(page.Damaged.Count, page.VerifiedBytes, IsComplete: true));
    }

    private async ValueTask ReportAsync(FragmentId fragment, IFragmentDevice device, CancellationToken cancellationToken)
    {
        metrics.DamageFound();
        Log.Damaged(logger, fragment, device.Id);
        if (await locator.FindAsync(fragment, device, cancellationToken) is { } group) damage.Report(fragment, group);
        else Log.GroupNotFound(logger, fragment, device.Id);
    }
}
