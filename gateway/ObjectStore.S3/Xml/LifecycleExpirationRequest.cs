namespace ObjectStore.S3.Xml;

/// <summary>The element <c>Expiration</c>.</summary>
/// <param name="Days">Its days, or null.</param>
/// <param name="Date">Its date, or null.</param>
/// <param name="RemovesMarkers"><c>ExpiredObjectDeleteMarker</c>, or null.</param>
public sealed record LifecycleExpirationRequest(int? Days, DateTimeOffset? Date, bool? RemovesMarkers);
