namespace ObjectStore.AdminApi;

/// <summary>An event that was given up.</summary>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="Key">The object key, encoded as in event documents.</param>
/// <param name="Event">Name of the event type.</param>
/// <param name="At">When it happened.</param>
/// <param name="GivenUpAt">When it was given up.</param>
public sealed record DeadLetterInfo(string Bucket, string Key, string Event, DateTimeOffset At, DateTimeOffset GivenUpAt);
