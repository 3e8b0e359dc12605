using ObjectStore.Core.Checksums;

namespace ObjectStore.Index.Postgres;

/// <summary>What all processes that use a store must agree on: where its tables are, and how its locks are numbered; docs/format/index.md §1.</summary>
internal sealed class StoreIdentity(string quotedSchema, long lockSeed)
{
    public string QuotedSchema => quotedSchema;

    /// <summary>Key of the hash that numbers the lock of a row's key.</summary>
    public HighwayKey LockKey { get; } = new((ulong)lockSeed, 0, 0, 0);

    /// <summary>The lock of the whole store.</summary>
    public long LockOfStore => lockSeed & ~1L;
}
