namespace ObjectStore.ProcessTesting;

/// <summary>The parts of a request that its signature covers.</summary>
public sealed record RequestToSign
{
    /// <summary>Upper-case HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Value of the <c>Host</c> header.</summary>
    public required string Host { get; init; }

    /// <summary>Path from the slash on, not yet percent-encoded.</summary>
    public required string Path { get; init; }

    /// <summary>Query parameters, not yet percent-encoded. One without a value has an empty one.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Headers to be signed, besides those that the signature itself needs.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Hexadecimal SHA-256 of the body, or one of the words that stand for it.</summary>
    public string PayloadHash { get; init; } = RequestSigner.EmptyPayloadHash;
}
