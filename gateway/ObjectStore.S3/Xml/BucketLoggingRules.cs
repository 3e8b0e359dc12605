namespace ObjectStore.S3.Xml;

/// <summary>Where records of requests to a bucket go.</summary>
/// <param name="TargetBucket">Name of the bucket that gets them.</param>
/// <param name="TargetPrefix">What their keys begin with.</param>
/// <param name="KeyFormat">How the keys go on.</param>
public sealed record BucketLoggingRules(string TargetBucket, string TargetPrefix, LogKeyFormat KeyFormat);
