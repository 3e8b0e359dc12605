namespace ObjectStore.Operator.Accesses;

/// <summary>An access key that was replaced.</summary>
/// <param name="AccessKey">The key.</param>
/// <param name="ExpiresAt">Until when it works.</param>
internal sealed record PreviousKey(string AccessKey, DateTimeOffset ExpiresAt);
