using System.Text.Json;
using ObjectStore.Events;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Gateway.Operations.Events;

/// <summary>The destinations that the curator knows, through the catalog.</summary>
internal sealed class EventDestinations(ICatalog catalog, RequestIds ids, TimeProvider time)
{
    /// <summary>Their names; none before a curator has told them.</summary>
    public async ValueTask<IReadOnlySet<string>> ReadAsync(CancellationToken cancellationToken) =>
        await catalog.GetJobStateAsync(DestinationNames.Key, cancellationToken) is { } bytes
        && EventStates.TryRead(bytes, EventStates.Default.DestinationNames, out var stored) && stored.Version == DestinationNames.CurrentVersion
            ? stored.Names.ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>();

    /// <summary>Has a test event sent to each of the destinations.</summary>
    public async ValueTask TestAsync(S3Context context, IEnumerable<string> destinations)
    {
        foreach (var destination in destinations)
        {
            var test = new TestEvent(TestEvent.CurrentVersion, destination, context.Bucket.Name, context.RequestId, ids.ProcessId, time.GetUtcNow());

            // Not cut off by a client that goes away: the configuration is in force.
            await catalog.StoreJobStateAsync(test.Key, JsonSerializer.SerializeToUtf8Bytes(test, EventStates.Default.TestEvent), CancellationToken.None);
        }
    }
}
