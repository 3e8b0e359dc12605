namespace ObjectStore.Curator.Outboxes;

/// <summary>A look at all outboxes.</summary>
/// <param name="Survey">What was there.</param>
/// <param name="Pause">How long to wait before the next look.</param>
internal sealed record OutboxLook(OutboxSurvey Survey, TimeSpan Pause);
