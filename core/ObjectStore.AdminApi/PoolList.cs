namespace ObjectStore.AdminApi;

/// <summary>All storage pools.</summary>
/// <param name="ReportedAt">When the curator last told how things are; null before it ever did.</param>
/// <param name="IsCurrent">Whether that is so recent that a curator is at work.</param>
/// <param name="Pools">The pools.</param>
public sealed record PoolList(DateTimeOffset? ReportedAt, bool IsCurrent, IReadOnlyList<PoolInfo> Pools);
