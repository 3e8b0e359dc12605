namespace ObjectStore.Kubernetes.Client;

/// <summary>A request to the API server.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Verb">Name in metrics: <c>get</c>, <c>list</c>, <c>apply</c>…</param>
/// <param name="Resource">Plural name of the kind, for metrics.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path, string Verb, string Resource)
{
    /// <summary>Body, or empty.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Carried out twice it has the effect of once, and says so.</summary>
    public bool IsIdempotent { get; init; }
}
