namespace ObjectStore.S3.Websites;

/// <summary>When a routing rule is about a request: when all that is given holds.</summary>
/// <param name="KeyPrefix">What the key that was asked for begins with, or null for any.</param>
/// <param name="ErrorStatus">The HTTP status of the error that the request ended in, or null for a rule that does not wait for one.</param>
public sealed record RoutingCondition(string? KeyPrefix, int? ErrorStatus);
