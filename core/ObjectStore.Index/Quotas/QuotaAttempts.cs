using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Quotas;

/// <summary>How often a change of a quota is tried again when another was faster.</summary>
internal static class QuotaAttempts
{
    /// <summary>People change quotas, not programs in a loop.</summary>
    public const int Max = 16;

    /// <summary>For who was overtaken each time.</summary>
    public static StorageException Exhausted() => new(StorageErrorCode.Overloaded, "Too many change the quota.");
}
