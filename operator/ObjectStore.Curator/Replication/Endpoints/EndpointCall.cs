namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>One request to an endpoint.</summary>
/// <param name="Method">The method.</param>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="Key">Object key in UTF-8.</param>
internal sealed record EndpointCall(HttpMethod Method, string Bucket, ReadOnlyMemory<byte> Key)
{
    /// <summary>Names and values of the query, not encoded.</summary>
    public IReadOnlyList<(string Name, string Value)> Query { get; init; } = [];

    /// <summary>Headers, those of the body too.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, or null.</summary>
    public HttpContent? Body { get; init; }

    /// <summary>SHA-256 of the body, or that it is not signed.</summary>
    public string PayloadHash { get; init; } = EndpointSigner.HashOf([]);
}
