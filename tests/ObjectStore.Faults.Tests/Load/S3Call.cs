namespace ObjectStore.Faults.Tests.Load;

/// <summary>A request.</summary>
internal sealed record S3Call(HttpMethod Method, string Path)
{
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public byte[]? Body { get; init; }
}
