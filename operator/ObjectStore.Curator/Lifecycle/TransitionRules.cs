using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>What is said of transitions besides the rules of buckets.</summary>
/// <param name="Classes">The classes that there are; rules about others do nothing.</param>
/// <param name="BytesMin">Smaller objects move only by rules that ask for a size.</param>
internal sealed record TransitionRules(StorageClassTable Classes, long BytesMin);
