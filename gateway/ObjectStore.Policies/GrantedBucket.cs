namespace ObjectStore.Policies;

/// <summary>A bucket that an identity is granted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Right">What it may do there.</param>
/// <param name="Prefix">How the keys of the objects begin; null for all. Without <c>*</c>, <c>?</c> and <c>$</c>.</param>
public readonly record struct GrantedBucket(string Name, BucketRight Right, string? Prefix = null);
