using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;

namespace ObjectStore.Curator.Keymap;

/// <summary>Finishes what was cut off, sums up the heat, has the planner decide, and applies what it decided. Moves begin here; <see cref="MoveJob"/> carries them out.</summary>
internal sealed partial class KeymapJob(
    IKeymapControl control, IHeatReports heat, KeyCounter counter, KeymapView view, IOptions<KeymapOptions> options, KeymapMetrics metrics, ILogger<KeymapJob> logger) : ICuratorJob
{
    /// <summary>Reports of gateways that have been silent for this many periods are removed.</summary>
    private const int SilentPeriodsMax = 120;

    /// <summary>Keys that are counted in one pass, so that planning does not wait for long. Guess: some seconds of reading.</summary>
    private const long CountedKeysPerPass = 2_000_000;

    private readonly KeymapOptions _options = options.Value;
    private PlannerMemory _memory = PlannerMemory.Empty;
    private HashSet<PlannerNoteKind> _noted = [];
    private HashSet<string> _drained = [];

    public string Name => JobNames.Keymap;

    public TimeSpan Period => _options.Period;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var status = await control.ReconcileAsync(cancellationToken);
        if (status.Unreachable.Count > 0) Log.Unreachable(logger, string.Join(", ", status.Unreachable));
        var reports = await ReadReportsAsync(pass.StartedAt, cancellationToken);
        var load = view.Update(status, reports, _options);
        var plan = KeymapPlanner.Plan(load, _memory, _options);
        _memory = plan.Memory;
        view.Update(plan);
        metrics.Update(status, load);
        Report(plan.Notes);
        ReportDrained(load);

        var applied = 0;
        foreach (var decision in plan.Decisions)
        {
            if (await TryApplyAsync(decision, cancellationToken)) applied++;
        }

        await CountAsync(status, cancellationToken);
        foreach (var (entry, keys) in view.UnstoredCounts(status)) await control.StoreKeyCountAsync(entry.Start, entry.Epoch, keys, cancellationToken);
        return new JobResult(applied, 0, IsComplete: true);
    }

    /// <summary>One that fails, for its database does not answer, must not keep the others from being applied.</summary>
    private async ValueTask<bool> TryApplyAsync(KeymapDecision decision, CancellationToken cancellationToken)
    {
        var kind = KeymapDecisions.KindOf(decision);
        try
        {
            var outcome = await KeymapDecisions.ApplyAsync(control, decision, cancellationToken);
            metrics.Decided(kind, outcome);
            Log.Decided(logger, kind, decision.Reason, outcome.ToString());
            return outcome == KeymapOutcome.Applied;
        }
        catch (StorageException exception)
        {
            metrics.Decided(kind, null);
            Log.CannotApply(logger, exception, kind, decision.Reason);
            return false;
        }
    }

    private async ValueTask<IReadOnlyList<HeatReport>> ReadReportsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reports = await heat.ListAsync(cancellationToken);
        foreach (var silent in reports.Where(report => (now - report.To).Duration() > _options.Period * SilentPeriodsMax)) await heat.RemoveAsync(silent.Reporter, cancellationToken);
        return reports;
    }

    /// <summary>Counts the keys of some partitions whose count is needed.</summary>
    private async ValueTask CountAsync(KeymapStatus status, CancellationToken cancellationToken)
    {
        long counted = 0;
        foreach (var entry in status.Entries)
        {
            if (counted >= CountedKeysPerPass) return;
            if (entry.MoveTarget is not null || status.Unreachable.Contains(entry.Database) || !view.NeedsCount(entry, _options.SplitAboveKeys / 2)) continue;
            counted += await CountAsync(entry, cancellationToken);
        }
    }

    private async ValueTask<long> CountAsync(KeymapEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var counted = await counter.CountAsync(entry.Start, entry.End, cancellationToken);
            view.SetCount(entry, counted);
            return counted.Keys;
        }
        catch (StorageException)
        {
            // It stays uncounted until its database answers, or its rows can be read.
            return 0;
        }
    }

    /// <summary>Each database once for as long as it drains and owns nothing.</summary>
    private void ReportDrained(KeymapLoad load)
    {
        var used = load.Partitions.SelectMany(static partition => new[] { partition.Database, partition.MovingTo }).ToHashSet();
        var drained = load.Databases.Where(database => database.IsDraining && !used.Contains(database.Name)).Select(static database => database.Name).ToHashSet();
        if (drained.Except(_drained).Any()) Log.Drained(logger, string.Join(", ", drained.Order(StringComparer.Ordinal)));
        _drained = drained;
    }

    /// <summary>Each kind of note once for as long as it lasts; without keys, which may be confidential.</summary>
    private void Report(IReadOnlyList<PlannerNote> notes)
    {
        var kinds = notes.Select(static note => note.Kind).ToHashSet();
        foreach (var kind in kinds.Except(_noted)) Log.Noted(logger, kind.ToString());
        _noted = kinds;
    }
}
