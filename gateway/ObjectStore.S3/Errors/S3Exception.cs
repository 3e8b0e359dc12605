namespace ObjectStore.S3.Errors;

/// <summary>Carries an <see cref="S3Error"/> from wherever a request turns out to be wrong to the one place that writes error answers.</summary>
public sealed class S3Exception : Exception
{
    /// <summary>An exception for <paramref name="error"/>.</summary>
    public S3Exception(S3Error error, Exception? innerException = null)
        : base(error.Message, innerException) => Error = error;

    /// <summary>An exception for <paramref name="code"/> with its usual message, or a more exact one.</summary>
    public S3Exception(S3ErrorCode code, string? message = null)
        : this(new S3Error(code, message))
    {
    }

    /// <summary>What the client gets.</summary>
    public S3Error Error { get; }
}
