using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Progress;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>
/// Walks through all buckets that have lifecycle rules, or versions that move without, in the order of their names and keys, and does what is due of one kind of work; docs/lifecycle.md. A walk that was cut off goes
/// on where it was, also in another pass, so that what is behind comes its turn however often that happens; what failed is tried again from there on.
/// </summary>
/// <remarks>The rules are read again for every page and between its removals, and what is due is judged once more in the commit that does it.</remarks>
internal sealed partial class LifecycleJob(
    LifecycleWork work,
    ICatalog catalog,
    IObjectIndex index,
    LifecycleWorker worker,
    JobProgress jobProgress,
    LifecycleMetrics metrics,
    WitnessedClock clock,
    StorageClassTable classes,
    TimeProvider timeProvider,
    IOptions<LifecycleOptions> options,
    ILogger<LifecycleJob> logger) : ICuratorJob
{
    /// <summary>Removals between two looks at the rules: a fifth of a second at the default rate.</summary>
    private const int ActionsPerLook = 100;

    /// <summary>Guess: so many pages on which something failed and nothing succeeded mean that more would fail, each after a timeout.</summary>
    private const int FailedPagesMax = 3;

    private readonly LifecycleProgress _progress = new(jobProgress, work.JobName);
    private readonly LifecycleOptions _options = options.Value;
    private readonly LifecycleCalendar _calendar = new(options.Value.DayLength);
    private readonly TransitionRules _transitions = new(classes, options.Value.TransitionBytesMin);
    private readonly TokenBucket _pace = new(timeProvider, options.Value.EntriesPerSecond);
    private int _failedPages;

    public string Name => work.JobName;

    public TimeSpan Period => _options.DayLength / _options.PassesPerDay;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var place = await _progress.BeginAsync(pass, cancellationToken);
        var total = new JobResult(0, 0, IsComplete: true);
        if (place.Stage != LifecycleStage.Done) total = total.Plus(await WalkAsync(place, cancellationToken));
        if (_progress.IsRetry)
        {
            foreach (var left in _progress.TakeLeft()) total = total.Plus(await WalkAsync(left, cancellationToken));
        }
        else
        {
            await foreach (var bucket in catalog.ListBucketNamesAsync(place.Bucket, cancellationToken))
                total = total.Plus(await WalkAsync(new LifecyclePlace(bucket, LifecycleStage.Versions, []), cancellationToken));
        }

        var isWhole = _progress.IsWhole;
        await _progress.EndAsync(pass, cancellationToken);
        return total with { IsComplete = isWhole };
    }

    /// <summary>Takes one bucket to its end. What fails in it is tried again later, and holds up neither its other stage nor other buckets.</summary>
    private async ValueTask<JobResult> WalkAsync(LifecyclePlace from, CancellationToken cancellationToken)
    {
        var (total, isWhole) = (new JobResult(0, 0, IsComplete: true), true);
        for (var place = from; place.Stage < LifecycleStage.Done; place = new LifecyclePlace(place.Bucket, place.Stage + 1, []))
        {
            try
            {
                _progress.Enter(place);
                _failedPages = 0;
                if ((await PlanAsync(place.Bucket, cancellationToken)).Plan is not { } plan || (plan.Prefixes.Count == 0 && !plan.ConcernsUploads)) return total;
                var pages = place.Stage == LifecycleStage.Versions ? WalkVersionsAsync(place, cancellationToken) : WalkUploadsAsync(place, cancellationToken);
                await foreach (var page in pages) total = total.Plus(page);
            }
            catch (StorageException exception) when (exception.IsUnreadable)
            {
                // Tried again in every pass; what cannot be read must not keep a pass from ever ending.
                if (exception.Code == StorageErrorCode.NewerFormat) Log.BucketOfNewerRelease(logger, exception, place.Bucket);
                else Log.BucketUnreadable(logger, exception, place.Bucket);
                isWhole = false;
            }
            catch (StorageException exception) when (exception.Code != StorageErrorCode.Refused)
            {
                Log.BucketInterrupted(logger, exception, place.Bucket);
                _progress.Leave();
                isWhole = false;
            }
        }

        await _progress.EndBucketAsync(cancellationToken);
        metrics.BucketEnded(isWhole && total.IsComplete);
        return total;
    }

    /// <summary>Gives what was done after each page. Keys that no rule is about are not walked through.</summary>
    private async IAsyncEnumerable<JobResult> WalkVersionsAsync(LifecyclePlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var timeline = new VersionTimeline();
        var (bucket, plan) = await PlanAsync(place.Bucket, cancellationToken);
        foreach (var prefix in plan is null ? [] : plan.Prefixes)
        {
            var query = new ObjectListQuery(prefix, default, place.AfterKey, _options.PageEntries) { PassesOverUnreadable = true };
            VersionName? after = null;
            for (var isTruncated = true; isTruncated;)
            {
                // The moment of the plan is before the listing, so that the commit finds what was covered anew since then.
                var current = await PlanAsync(place.Bucket, cancellationToken);
                if (current.Plan is null || current.Plan.Prefixes.Count == 0 || current.Bucket!.Id != bucket!.Id) yield break;
                var page = await index.ListVersionsAsync(bucket.Id, query, after, cancellationToken);
                if (page.UnreadableCount > 0) Log.VersionsUnreadable(logger, page.UnreadableCount, place.Bucket);
                metrics.RowsUnreadable("version", page.UnreadableCount);
                await _pace.TakeAsync(page.Versions.Count, cancellationToken);
                yield return await ApplyAsync(current.Bucket, current.Plan, timeline.Take(current.Plan, page), cancellationToken);
                if (timeline.LastWholeKey is { } key) await _progress.StepAsync(key.Utf8.ToArray(), cancellationToken);
                (query, after, isTruncated) = (query with { StartAfter = page.NextKey }, page.NextVersion, page.IsTruncated);
            }
        }
    }

    private async IAsyncEnumerable<JobResult> WalkUploadsAsync(LifecyclePlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (bucket, plan) = await PlanAsync(place.Bucket, cancellationToken);
        foreach (var prefix in plan is { ConcernsUploads: true } ? plan.Rules.UploadPrefixes : [])
        {
            var query = new ObjectListQuery(prefix, default, place.AfterKey, _options.PageEntries) { PassesOverUnreadable = true };
            for (UploadListing? page = null; page is not { IsTruncated: false };)
            {
                page = await index.ListUploadsAsync(bucket!.Id, page is null ? query : query with { StartAfter = page.NextKey }, page?.NextUpload, cancellationToken);
                if (page.UnreadableCount > 0) Log.UploadsUnreadable(logger, page.UnreadableCount, place.Bucket);
                metrics.RowsUnreadable("upload", page.UnreadableCount);
                await _pace.TakeAsync(page.Uploads.Count, cancellationToken);
                var current = await PlanAsync(place.Bucket, cancellationToken);
                if (current.Plan is not { ConcernsUploads: true } || current.Bucket!.Id != bucket.Id) yield break;
                yield return await ApplyAsync(current.Bucket, current.Plan, ActionsOf(current.Plan, page), cancellationToken);

                // Uploads of one key may be on two pages; a walk that goes on after the key leaves those of the second to the next pass.
                if (page.IsTruncated) await _progress.StepAsync(page.NextKey.ToArray(), cancellationToken);
            }
        }
    }

    private static List<LifecycleAction> ActionsOf(LifecyclePlan plan, UploadListing page)
    {
        var actions = new List<LifecycleAction>();
        foreach (var (key, upload) in page.Uploads)
        {
            if (plan.Upload(key, upload) is { } action) actions.Add(action);
        }

        return actions;
    }

    /// <summary>Does what is due of a page, as long as the rules stay as they were: who takes a wrong rule back must not have to wait for the end of the page.</summary>
    private async ValueTask<JobResult> ApplyAsync(BucketRecord bucket, LifecyclePlan plan, List<LifecycleAction> actions, CancellationToken cancellationToken)
    {
        var total = new JobResult(0, 0, IsComplete: true);
        for (var from = 0; from < actions.Count && total.IsComplete; from += ActionsPerLook)
        {
            if (from > 0 && !await HoldsAsync(bucket, plan, cancellationToken)) break;
            total = total.Plus(await ApplyAsync(bucket, actions.GetRange(from, Math.Min(ActionsPerLook, actions.Count - from)), cancellationToken));
        }

        return total;
    }

    private async ValueTask<bool> HoldsAsync(BucketRecord bucket, LifecyclePlan plan, CancellationToken cancellationToken) =>
        await PlanAsync(bucket.Name, cancellationToken) is ({ } now, { } current) && now.Id == bucket.Id && current.Document.Span.SequenceEqual(plan.Document.Span);

    /// <summary>Does a part of them. What fails is left for the next pass, so that one key does not hold up all those behind it; where nothing succeeds any more, the walk ends.</summary>
    private async ValueTask<JobResult> ApplyAsync(BucketRecord bucket, List<LifecycleAction> actions, CancellationToken cancellationToken)
    {
        var (applied, unreadable, failure, postponed) = await worker.ApplyAsync(bucket, actions, cancellationToken);
        if (applied > 0) Log.Applied(logger, bucket.Name, applied);
        if (unreadable is not null) Log.EntryUnreadable(logger, unreadable, bucket.Name);
        if (applied > 0) _failedPages = 0;
        if (postponed is not null)
        {
            Log.PageInterrupted(logger, postponed, bucket.Name);
            _progress.Leave();
        }

        if (failure is null) return new JobResult(applied, 0, IsComplete: true);
        if (applied == 0 && ++_failedPages == FailedPagesMax) ExceptionDispatchInfo.Throw(failure);
        Log.PageInterrupted(logger, failure, bucket.Name);
        _progress.Leave();
        return new JobResult(applied, 0, IsComplete: false);
    }

    /// <summary>The bucket and its rules as they are now; no plan when it has none and nothing moves without, or is gone.</summary>
    private async ValueTask<(BucketRecord? Bucket, LifecyclePlan? Plan)> PlanAsync(string name, CancellationToken cancellationToken)
    {
        var documents = await catalog.GetDocumentsAsync(name, cancellationToken);
        var document = documents?.Find(BucketDocumentKind.Lifecycle);
        if (document is null && !(work.IsMoving && classes.HasTiering)) return default;
        if (await catalog.GetBucketAsync(name, cancellationToken) is not { } bucket || (documents is not null && bucket.Id != documents.Bucket)) return default;
        var rules = LifecycleRules.None;
        if (document is { } stored && !LifecycleDocument.TryParse(stored.Span, out rules)) throw NewerDocument.Of(BucketDocumentKind.Lifecycle);
        return (bucket, new LifecyclePlan(work, document ?? default, rules, bucket.OwnerId, _calendar, await clock.ReadAsync(cancellationToken), _transitions));
    }
}
