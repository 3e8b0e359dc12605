namespace ObjectStore.Core.Errors;

/// <summary>A failure of disk, network, database or quorum. Callers branch on <see cref="Code"/>, never on the message.</summary>
public sealed class StorageException : Exception
{
    /// <summary>A failure with its code, one sentence for a person, and what caused it.</summary>
    public StorageException(StorageErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>What failed.</summary>
    public StorageErrorCode Code { get; }

    /// <summary>Whether what is stored cannot be read, however often it is asked for: it is damaged, or a newer release wrote it. Nothing else need wait for it.</summary>
    public bool IsUnreadable => Code is StorageErrorCode.CorruptIndex or StorageErrorCode.NewerFormat;

    /// <summary>What the caller may do about it.</summary>
    public RetryClass Retry => RetryOf(Code);

    /// <summary>What a caller may do about <paramref name="code"/>.</summary>
    public static RetryClass RetryOf(StorageErrorCode code) => code switch
    {
        StorageErrorCode.Overloaded or StorageErrorCode.IndexUnavailable or StorageErrorCode.QuorumNotReached => RetryClass.SameTarget,
        StorageErrorCode.StaleEpoch => RetryClass.AfterRefresh,
        StorageErrorCode.CorruptIndex or StorageErrorCode.Refused or StorageErrorCode.TooFewFragments or StorageErrorCode.IndexFull or StorageErrorCode.NewerFormat => RetryClass.Never,
        _ => RetryClass.OtherTarget,
    };
}
