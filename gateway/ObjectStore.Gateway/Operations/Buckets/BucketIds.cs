using ObjectStore.Core;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>Makes identities of buckets.</summary>
internal static class BucketIds
{
    /// <summary>63 random bits: with a million buckets ever made, two are the same once in 18 million stores. Never 0.</summary>
    public static BucketId New() => new(Chance.NextBits() | 1);
}
