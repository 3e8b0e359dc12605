namespace ObjectStore.S3.Xml;

/// <summary>One configuration of PutBucketNotificationConfiguration as it was sent.</summary>
/// <param name="Element">Its element, such as <c>QueueConfiguration</c>.</param>
/// <param name="Id">Its name, or null.</param>
/// <param name="Arn">The destination, or null.</param>
/// <param name="Events">Events, at least one.</param>
/// <param name="Filter">Names and values of the filter's rules.</param>
public sealed record NotificationRuleRequest(string Element, string? Id, string? Arn, IReadOnlyList<string> Events, IReadOnlyList<KeyValuePair<string, string>> Filter);
