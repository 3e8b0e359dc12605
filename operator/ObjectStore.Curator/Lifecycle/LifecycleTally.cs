using ObjectStore.Core.Errors;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>What became of the actions of a page.</summary>
/// <param name="Applied">How many had an effect.</param>
/// <param name="Unreadable">What was said of a row that cannot be read; null when all could.</param>
/// <param name="Failure">Why the rest was left; null when it was not.</param>
/// <param name="Postponed">Why a version could not be moved; null when all could. It does not keep others from being removed.</param>
internal readonly record struct LifecycleTally(int Applied, StorageException? Unreadable, StorageException? Failure, StorageException? Postponed);
