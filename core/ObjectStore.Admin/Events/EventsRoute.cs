using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Events;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Admin.Events;

/// <summary>Destinations of events, what waits for them, and what was given up.</summary>
internal sealed class EventsRoute(ICatalog catalog) : IAdminRoute
{
    /// <summary>Outboxes that are shown; each costs a look at the list of buckets.</summary>
    private const int OutboxesMax = 100;

    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.Events;

    public async Task HandleAsync(AdminRequest request)
    {
        var levels = OutboxLevels.None;
        if (await catalog.GetJobStateAsync(OutboxLevels.Key, request.Aborted) is { } bytes && EventStates.TryRead(bytes, EventStates.Default.OutboxLevels, out var stored)) levels = stored;
        var outboxes = levels.Buckets.Take(OutboxesMax).ToArray();
        var names = await BucketLabels.ReadAsync(catalog, outboxes.Select(static level => level.Bucket), request.Aborted);
        var status = new EventStatus(
            await DestinationsAsync(request.Aborted),
            [.. outboxes.Select(level => new OutboxInfo(
                names.Of(level.Bucket),
                level.Rows,
                level.Bytes,
                level.Rows >= levels.RowsMax || level.Bytes >= levels.BytesMax))],
            levels.RowsMax,
            levels.BytesMax,
            levels == OutboxLevels.None ? null : levels.At);
        await request.AnswerAsync(status, AdminJson.Default.EventStatus);
    }

    private async ValueTask<IReadOnlyList<DestinationInfo>> DestinationsAsync(CancellationToken cancellationToken)
    {
        var bytes = await catalog.GetJobStateAsync(DestinationNames.Key, cancellationToken);
        var known = EventStates.TryRead(bytes ?? default, EventStates.Default.DestinationNames, out var stored) ? stored.Names.ToHashSet(StringComparer.Ordinal) : [];
        var reports = new SortedDictionary<string, DestinationReport>(StringComparer.Ordinal);
        foreach (var name in known) reports[name] = DestinationReport.Of(name);
        await foreach (var (_, state) in catalog.ListJobStatesAsync(DestinationReport.Prefix, cancellationToken))
        {
            if (EventStates.TryRead(state ?? default, EventStates.Default.DestinationReport, out var report)) reports[report.Destination] = report;
        }

        return [.. reports.Values.Select(report => Describe(report, known.Contains(report.Destination)))];
    }

    private static DestinationInfo Describe(DestinationReport report, bool isInSettings) => new(
        report.Destination,
        isInSettings,
        report.Waiting,
        report.OldestAt,
        report.Delivered,
        report.Failures,
        report.DeadLetters,
        report.LastDeliveryAt,
        report.LastFailure,
        report.LastFailureAt,
        [.. report.LastDeadLetters.Select(static letter => new DeadLetterInfo(letter.Bucket, letter.Key, letter.Event, letter.At, letter.GivenUpAt))]);
}
