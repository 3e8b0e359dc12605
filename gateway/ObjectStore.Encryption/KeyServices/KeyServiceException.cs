namespace ObjectStore.Encryption.KeyServices;

/// <summary>A key service gave no key. Callers branch on <see cref="Failure"/>, never on the message, which holds no secrets.</summary>
public sealed class KeyServiceException : Exception
{
    /// <summary>A failure with one sentence for a person.</summary>
    public KeyServiceException(KeyServiceFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>Why.</summary>
    public KeyServiceFailure Failure { get; }
}
