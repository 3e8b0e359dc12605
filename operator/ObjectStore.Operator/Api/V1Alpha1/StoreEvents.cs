namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Where events of buckets may go. A bucket's notification configuration chooses among these names.</summary>
public sealed record StoreEvents
{
    /// <summary>The destinations, by name.</summary>
    public IReadOnlyList<StoreDestination>? Destinations { get; init; }
}
