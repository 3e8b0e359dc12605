using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Events;
using ObjectStore.Index.Catalog;
using ObjectStore.Replication;

namespace ObjectStore.Admin.Replication;

/// <summary>Destinations of replication, what waits for them, what was given up, and walks over buckets.</summary>
internal sealed class ReplicationRoute(ICatalog catalog) : IAdminRoute
{
    /// <summary>Destinations and walks that are shown: both are as many as buckets with rules.</summary>
    private const int ItemsMax = 1_000;

    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.Replication;

    public async Task HandleAsync(AdminRequest request)
    {
        var bytes = await catalog.GetJobStateAsync(TargetNames.Key, request.Aborted);
        var targets = EventStates.TryRead(bytes ?? default, ReplicationStates.Default.TargetNames, out var names) ? names.Names : [];
        var states = await ReadAsync(DestinationState.Prefix, ReplicationStates.Default.DestinationState, request.Aborted);
        var walks = await ReadAsync(BucketWalk.Prefix, ReplicationStates.Default.BucketWalk, request.Aborted);
        var buckets = await BucketLabels.ReadAsync(catalog, states.SelectMany(static state => state.State.Waiting).Select(static waiting => waiting.Bucket), request.Aborted);
        var status = new ReplicationStatus(
            targets,
            [.. states.Select(state => Describe(state.State, targets, buckets))],
            [.. walks.Select(static walk => new ReplicationWalkInfo(walk.Name, walk.State.BeganAt, walk.State.EndedAt, walk.State.Seen, walk.State.Queued))]);
        await request.AnswerAsync(status, AdminJson.Default.ReplicationStatus);
    }

    private async ValueTask<List<(string Name, T State)>> ReadAsync<T>(string prefix, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var states = new List<(string, T)>();
        await foreach (var (key, bytes) in catalog.ListJobStatesAsync(prefix, cancellationToken))
        {
            if (states.Count == ItemsMax) break;
            if (EventStates.TryRead(bytes ?? default, type, out var state)) states.Add((key[prefix.Length..], state));
        }

        return states;
    }

    private static ReplicationDestinationInfo Describe(DestinationState state, IReadOnlyList<string> targets, BucketLabels buckets) => new(
        state.Destination,
        ReplicaDestination.TryParse(state.Destination, out var destination) && targets.Contains(destination.Target),
        [.. state.Waiting.Select(waiting => new ReplicationBacklogInfo(buckets.Of(waiting.Bucket), waiting.Rows, waiting.OldestAt))],
        state.Delivered,
        state.DeliveredBytes,
        state.Failures,
        state.GivenUp,
        state.LastDeliveryAt,
        state.LastFailure,
        state.LastFailureAt,
        [.. state.LastGivenUp.Select(static failed => new FailedVersionInfo(failed.Bucket, failed.Key, failed.VersionId, failed.Reason, failed.GivenUpAt))]);
}
