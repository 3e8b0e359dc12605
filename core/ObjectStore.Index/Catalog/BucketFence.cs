namespace ObjectStore.Index.Catalog;

/// <summary>What the fence of a bucket says.</summary>
/// <param name="Name">Name of the bucket.</param>
/// <param name="RulesGeneration">Which change of the rules put it there; 0 when they were never set.</param>
/// <param name="Rules">What a write under the fence has to obey.</param>
internal readonly record struct BucketFence(string Name, ulong RulesGeneration, BucketRules Rules);
