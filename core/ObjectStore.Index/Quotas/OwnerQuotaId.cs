namespace ObjectStore.Index.Quotas;

/// <summary>Identity of the quota that an owner has over all its buckets: chance, never used again.</summary>
public readonly record struct OwnerQuotaId(ulong Value);
