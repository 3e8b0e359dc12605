namespace ObjectStore.Index.Quotas;

/// <summary>What a database knows of an owner's quota; every commit that is charged to it requires the row.</summary>
/// <param name="OwnerId">User id of the owner, by which the row in the catalog is found.</param>
/// <param name="Generation">That of the row in the catalog when this was written.</param>
/// <param name="Mode">What writes do about the quota.</param>
internal readonly record struct OwnerQuotaFence(string OwnerId, ulong Generation, QuotaMode Mode);
