namespace ObjectStore.S3.Errors;

/// <summary>One error answer: a code, a sentence, further XML elements and headers that go with it.</summary>
public sealed class S3Error
{
    /// <summary>An error with the usual message of its code, or a more exact one.</summary>
    public S3Error(S3ErrorCode code, string? message = null)
    {
        Code = code;
        Message = message ?? S3ErrorCatalog.MessageOf(code);
    }

    /// <summary>What went wrong.</summary>
    public S3ErrorCode Code { get; }

    /// <summary>One sentence for a person.</summary>
    public string Message { get; }

    /// <summary>HTTP status of the answer.</summary>
    public int Status => S3ErrorCatalog.StatusOf(Code);

    /// <summary>Elements that AWS adds to the body for this code (<c>ArgumentName</c>, <c>BucketName</c>, …), in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>Headers that go with the answer, such as <c>Content-Range</c> on 416.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
