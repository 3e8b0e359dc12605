using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Restores;

/// <summary>What is to become of a request to restore a version.</summary>
/// <param name="Restore">What the version is to say of its restoration.</param>
/// <param name="IsNew">Whether a copy has to be made; otherwise the one that is there gets another expiry.</param>
internal readonly record struct RestoreDecision(StoredRestore Restore, bool IsNew);
